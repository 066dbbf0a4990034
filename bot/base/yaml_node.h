/* yaml_node.h - a node of the tree behind yaml.h. Inside base only. */
#ifndef BASE_YAML_NODE_H
#define BASE_YAML_NODE_H

#include "base/yaml.h"

#define YAML_DEPTH 16

struct yaml {
    enum yaml_kind kind;
    struct fault_place at; /* file is borrowed from the caller of yaml_parse */
    struct yaml *parent;
    char *text;
    bool quoted;
    bool flow; /* written as [a, b] or {a: b} */
    unsigned end_line,
        end_column;              /* of flows and texts: where they end, columns from 0 */
    struct yaml **items, **keys; /* keys: maps only */
    size_t count, room;
};

#endif
