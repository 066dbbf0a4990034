/* model_parts.h - the inside of struct model, for model*.c only. */
#ifndef FAQ_MODEL_PARTS_H
#define FAQ_MODEL_PARTS_H

#include "faq/model.h"

struct model_row {
    uint64_t key; /* of the trait (traits_key) */
    float rarity;
    float scale, hidden_scale; /* what one step of a weight is worth */
};

struct model_weight {
    uint8_t class;
    int8_t weight; /* in steps of the row's scale; never near 0 */
};

struct model {
    struct model_class classes[MODEL_CLASSES];
    float bias[MODEL_CLASSES], offered[MODEL_CLASSES];
    size_t class_count;
    float hidden_bias[PERCEPTRON_HIDDEN];
    float votes[PERCEPTRON_HIDDEN][MODEL_CLASSES]; /* of a hidden unit for each class */
    float vote_bias[MODEL_CLASSES];
    uint64_t digest;
    struct model_row *rows;
    size_t row_count, row_room;   /* as many as the file has lines */
    struct model_weight *weights; /* row by row, only those that count: a fifth */
    size_t weight_count, weight_room;
    uint32_t *begins; /* in weights, of each row, and where the last one's end */
    int8_t *hidden;   /* row by row, PERCEPTRON_HIDDEN each */
    uint32_t *slots;  /* rows by key, open addressing: 1 + row; 0 = free */
    size_t slot_mask;
};

/* model_file.c */
bool model_read(struct model *m, struct span text, const char *path,
                const struct intents *set, struct faults *faults);

#endif
