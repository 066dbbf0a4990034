/* Any message to the engine with the shipped content: it answers, and no message costs
 * more than its budget of processor time. What may be kept of it holds no number, no
 * address and no control character. */
#include <time.h>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_content.h"

#if defined(__SANITIZE_ADDRESS__)
enum { CHECKED = 1 };
#elif defined(__has_feature)
enum { CHECKED = __has_feature(address_sanitizer) };
#else
enum { CHECKED = 0 };
#endif

/* 5 ms is promised; checks and coverage make the code about twenty times slower. A busy
 * machine disturbs single measurements, not the best of several. */
enum { BUDGET_US = CHECKED ? 150000 : 5000, TRIES = 5, INPUT_MAX = 32 * 1024 };

static int64_t spent_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void check(const struct faq_reply *r, enum faq_setting setting)
{
    fuzz_must(r->topic_count <= FAQ_TOPICS && r->suggestion_count <= FAQ_CHOICES &&
                  r->followup_count <= FAQ_CHOICES,
              "a reply is bounded");
    fuzz_must(utf8_valid(r->markdown, NULL), "a reply is valid UTF-8");
    fuzz_must((r->action == FAQ_IGNORE) == (r->markdown.len == 0),
              "who is not ignored gets words");
    fuzz_must(r->action != FAQ_IGNORE || setting == FAQ_CHANNEL,
              "who speaks to Limber gets a reply");
}

static int64_t ask(struct faq *faq, struct span text, enum faq_setting setting)
{
    struct faq_question q = {.text = text, .setting = setting, .now_ms = 1000};
    struct faq_reply reply;
    struct err e = {0};
    int64_t before = spent_us();

    fuzz_must(faq_answer(faq, &q, &reply, &e), "any message is answered");
    int64_t cost = spent_us() - before;
    check(&reply, setting);
    /* And once more in the conversation that this began. */
    q.context = reply.context;
    fuzz_must(faq_answer(faq, &q, &reply, &e), "any message is answered");
    check(&reply, setting);
    return cost;
}

static void keep(const struct faq *faq, struct span text)
{
    struct buf kept;

    buf_init(&kept, (size_t)64 * 1024);
    fuzz_must(faq_scrub(faq, text, &kept), "any message can be scrubbed");
    fuzz_must(utf8_valid(buf_view(&kept), NULL), "what is kept is valid UTF-8");
    for (size_t i = 0; i < kept.len; i++)
        fuzz_must(kept.data[i] != '@' && (unsigned char)kept.data[i] >= ' ' &&
                      !(kept.data[i] >= '0' && kept.data[i] <= '9'),
                  "no number, address or control character is kept");
    buf_free(&kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum faq_setting settings[] = {FAQ_DIRECT, FAQ_CHANNEL};
    static struct faq *faq;

    if (!faq)
        faq = fuzz_shipped_content();
    if (size > INPUT_MAX)
        return 0;
    keep(faq, fuzz_text(data, size));
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        int64_t least = INT64_MAX;

        for (int n = 0; n < TRIES && least > BUDGET_US; n++) {
            int64_t cost = ask(faq, fuzz_text(data, size), settings[i]);
            least = cost < least ? cost : least;
        }
        if (least > BUDGET_US)
            fprintf(stderr, "%lld us\n", (long long)least);
        fuzz_must(least <= BUDGET_US, "no message costs more than its budget");
    }
    return 0;
}
