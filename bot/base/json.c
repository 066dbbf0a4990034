#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/json_unique.h"
#include "base/mem.h"
#include "base/utf8.h"

/* 2^53: above it a double skips integers. */
static const double exact_most = 9007199254740992.0;

/* A struct json is a cJSON; the name keeps cJSON out of every other file. */
static const cJSON *value_of(const struct json *v)
{
    return (const cJSON *)(const void *)v;
}

static const struct json *wrap(const cJSON *v)
{
    return (const struct json *)(const void *)v;
}

/* cJSON tells no lack of memory from broken text; with our functions it is counted. */
static void use_our_memory(void)
{
    cJSON_Hooks ours = {.malloc_fn = mem_alloc, .free_fn = mem_free};

    cJSON_InitHooks(&ours);
}

bool json_parse(struct json **out, struct span text, size_t max_len, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    size_t bad;

    *out = NULL;
    pthread_once(&once, use_our_memory);
    if (text.len > max_len)
        return err_set(e, ERR_LIMIT, "JSON of %zu bytes, at most %zu are read", text.len,
                       max_len);
    if (!utf8_valid(text, &bad))
        return err_set(e, ERR_SYNTAX, "invalid UTF-8 at byte %zu", bad);
    /* What cJSON lets pass is refused before it and, duplicate names, behind it. */
    if (!json_scan(text, e))
        return false;
    char *copy = mem_copy(text.ptr, text.len);
    if (!copy)
        return err_set(e, ERR_MEMORY, "out of memory");
    size_t failures = mem_failures();
    cJSON *root = cJSON_ParseWithLengthOpts(copy, text.len + 1, NULL, 1);
    mem_free(copy);
    if (!root && mem_failures() != failures)
        return err_set(e, ERR_MEMORY, "out of memory");
    if (!root)
        return err_set(e, ERR_SYNTAX, "not well-formed JSON");
    if (!json_unique(root, e)) {
        cJSON_Delete(root);
        return false;
    }
    *out = (struct json *)(void *)root;
    return true;
}

void json_free(struct json *root)
{
    cJSON_Delete((cJSON *)(void *)root);
}

const struct json *json_get(const struct json *object, const char *name)
{
    return json_is_object(object)
               ? wrap(cJSON_GetObjectItemCaseSensitive(value_of(object), name))
               : NULL;
}

const struct json *json_at(const struct json *array, size_t index)
{
    return json_is_array(array) && index < json_len(array)
               ? wrap(cJSON_GetArrayItem(value_of(array), (int)index))
               : NULL;
}

size_t json_len(const struct json *v)
{
    return json_is_array(v) || json_is_object(v) ? (size_t)cJSON_GetArraySize(value_of(v))
                                                 : 0;
}

const struct json *json_first(const struct json *v)
{
    return json_is_array(v) || json_is_object(v) ? wrap(value_of(v)->child) : NULL;
}

const struct json *json_after(const struct json *item)
{
    return item ? wrap(value_of(item)->next) : NULL;
}

const char *json_name(const struct json *member)
{
    return member ? value_of(member)->string : NULL;
}

bool json_is_object(const struct json *v)
{
    return v && cJSON_IsObject(value_of(v));
}

bool json_is_array(const struct json *v)
{
    return v && cJSON_IsArray(value_of(v));
}

bool json_is_null(const struct json *v)
{
    return v && cJSON_IsNull(value_of(v));
}

const char *json_text(const struct json *v)
{
    return v ? cJSON_GetStringValue(value_of(v)) : NULL;
}

const char *json_get_text(const struct json *object, const char *name)
{
    return json_text(json_get(object, name));
}

double json_get_number(const struct json *object, const char *name, double fallback)
{
    const struct json *v = json_get(object, name);
    return v && cJSON_IsNumber(value_of(v)) ? value_of(v)->valuedouble : fallback;
}

int64_t json_get_int(const struct json *object, const char *name, int64_t fallback)
{
    double number = json_get_number(object, name, NAN);
    return number >= -exact_most && number <= exact_most ? (int64_t)number : fallback;
}

bool json_get_bool(const struct json *object, const char *name, bool fallback)
{
    const struct json *v = json_get(object, name);
    return v && cJSON_IsBool(value_of(v)) ? cJSON_IsTrue(value_of(v)) : fallback;
}

bool json_print(const struct json *v, struct buf *out)
{
    char *text = v ? cJSON_PrintUnformatted(value_of(v)) : NULL;
    bool ok = text && buf_text(out, text);
    cJSON_free(text);
    return ok;
}
