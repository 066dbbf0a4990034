"""What every adapter must do, one function each. `w` is a World: a server behind its driver
(w.d), and a bot (w.bot()).

Each ends with the check that holds for all: every question has exactly one reply, in its
thread, pinging nobody, and the server had nothing to complain of."""
import behave_messages  # noqa: F401
import behave_trouble  # noqa: F401
from table import TABLE  # noqa: F401
