"""All behaviours in their order: (name, function)."""
TABLE = []


def behaviour(function):
    TABLE.append((function.__name__.replace("_", " "), function))
    return function
