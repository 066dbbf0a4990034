#include "service/metrics.h"
#include "tests/unit/service/fake.h"

static const char *print(const struct metrics *m, struct buf *out)
{
    buf_init(out, 1 << 20);
    metrics_print(m, out);
    assert_false(out->failed);
    return out->data;
}

static void has(const char *text, const char *line)
{
    if (!strstr(text, line))
        fail_msg("there is no \"%s\" in\n%s", line, text);
}

static void test_what_is_counted(void **state)
{
    (void)state;
    static struct metrics m;
    struct buf out;

    metrics_outcome(&m, OUTCOME_ANSWERED, "a.b");
    metrics_outcome(&m, OUTCOME_ANSWERED, "a.b");
    metrics_outcome(&m, OUTCOME_IGNORED, "");
    metrics_feedback(&m, "a.b", true);
    metrics_feedback(&m, "a.b", false);
    metrics_outcome(&m, OUTCOME_DECLINED, "a.b");
    metrics_took(&m.reply, 25);
    metrics_took(&m.reply, 26);
    metrics_took(&m.reply, 99999999);
    metrics_took(&m.decision, 5);
    const char *text = print(&m, &out);
    has(text, "limber_messages_total{outcome=\"answered\"} 2\n");
    has(text, "limber_messages_total{outcome=\"ignored\"} 1\n");
    has(text, "limber_messages_total{outcome=\"poisoned\"} 0\n");
    has(text, "limber_replies_total{outcome=\"answered\",topic=\"a.b\"} 2\n");
    has(text, "limber_replies_total{outcome=\"declined\",topic=\"a.b\"} 1\n");
    has(text, "limber_decision_seconds_bucket{le=\"0.005\"} 1\n");
    has(text, "limber_helpful_total{topic=\"a.b\"} 1\n");
    has(text, "limber_unhelpful_total{topic=\"a.b\"} 1\n");
    has(text, "limber_reply_seconds_bucket{le=\"0.025\"} 1\n");
    has(text, "limber_reply_seconds_bucket{le=\"0.05\"} 2\n");
    has(text, "limber_reply_seconds_bucket{le=\"300\"} 2\n");
    has(text, "limber_reply_seconds_bucket{le=\"+Inf\"} 3\n");
    has(text, "limber_reply_seconds_count 3\n");
    has(text, "limber_build_info{version=\"" LIMBER_VERSION "\"} 1\n");
    buf_free(&out);
}

static void test_topics_are_bounded(void **state)
{
    (void)state;
    static struct metrics m;
    char topic[32], too_long[100];

    memset(too_long, 'x', sizeof too_long);
    too_long[99] = '\0';
    metrics_outcome(&m, OUTCOME_ANSWERED, too_long);
    for (int i = 0; i < 600; i++) {
        snprintf(topic, sizeof topic, "t.%d", i);
        metrics_outcome(&m, OUTCOME_ANSWERED, topic);
    }
    assert_int_equal(m.topic_count, METRICS_TOPICS);
    assert_int_equal(m.outcomes[OUTCOME_ANSWERED], 601);
}

static void test_labels_are_escaped(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 1000);
    metrics_sample(&out, "x", "l", "a\"b\\c\nd", 1.5);
    assert_string_equal(out.data, "x{l=\"a\\\"b\\\\c\\nd\"} 1.5\n");
    buf_free(&out);
}

/* Every sample belongs to a metric that was announced: what Prometheus itself checks. */
static void test_every_sample_has_its_head(void **state)
{
    (void)state;
    static struct metrics m;
    struct buf out;
    char head[128], *rest = NULL;

    metrics_outcome(&m, OUTCOME_ANSWERED, "a.b");
    metrics_feedback(&m, "a.b", true);
    char *copy = strdup(print(&m, &out));
    for (char *line = strtok_r(copy, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#')
            continue;
        size_t len = strcspn(line, "{ ");
        const char *part = strstr(line, "_seconds_"); /* of a histogram */
        if (part)
            len = (size_t)(part - line) + strlen("_seconds");
        snprintf(head, sizeof head, "# TYPE %.*s ", (int)len, line);
        has(out.data, head);
    }
    free(copy);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_counted),
        cmocka_unit_test(test_topics_are_bounded),
        cmocka_unit_test(test_labels_are_escaped),
        cmocka_unit_test(test_every_sample_has_its_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
