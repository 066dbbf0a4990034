#include "base/hash.h"

#include <stddef.h>

struct hash_key hash_key_of(uint64_t seed)
{
    return (struct hash_key){{seed, seed * 0x9E3779B97F4A7C15U ^ 0xD1B54A32D192ED03U}};
}

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static uint64_t load(const char *p, size_t len)
{
    uint64_t word = 0;

    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)(unsigned char)p[i] << (8 * i);
    return word;
}

uint64_t hash_span(const struct hash_key *key, struct span s)
{
    uint64_t v[4] = {
        key->half[0] ^ 0x736F6D6570736575U, key->half[1] ^ 0x646F72616E646F6DU,
        key->half[0] ^ 0x6C7967656E657261U, key->half[1] ^ 0x7465646279746573U};
    size_t at = 0;

    for (; s.len - at >= 8; at += 8) {
        uint64_t word = load(s.ptr + at, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last =
        (uint64_t)s.len << 56 | (at < s.len ? load(s.ptr + at, s.len - at) : 0);
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xFF;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
