"""The crash matrix: the bot dies at every step of a message's way, and is started again."""
import os
import signal

from case import case, in_order, once

# Where base/crash.h can stop it, in the order of a message's way.
STEPS = ("frame", "claim.after", "write.before", "write.after", "commit.before",
         "commit.after", "ack.before", "ack.after", "post.before", "post.after",
         "answer.before", "answer.after")
# Which time the step is reached. SOAK widens it.
TIMES = range(1, 40) if os.environ.get("SOAK_KILLS") else (1, 2, 7)
QUESTIONS = 4


def dies_at(c, step, time):
    """Two channels, four questions each; the bot dies at the step and comes back."""
    server = c.server()
    channels, ann = [server.channel(), server.channel()], server.person("ann")
    home = os.path.join(c.home, f"{step}-{time}")
    os.mkdir(home)
    bot = c.bot(server, home=home, program="limber-faults", ready=False,
                LIMBER_CRASH=f"{step}:{time}")
    bot.wait_for(("ready", "(end)"))
    asked = {channel: [] for channel in channels}
    for _ in range(QUESTIONS):
        for channel in channels:
            asked[channel].append(server.say(ann, channel, "@limber what is clonus"))
    every = [s for sources in asked.values() for s in sources]
    server.wait(lambda: bot.process.poll() is not None or all(map(server.replies, every)),
                what="its death")
    if bot.process.poll() is None:
        bot.signal(signal.SIGTERM)
    status = bot.ended()
    assert status in (0, -signal.SIGKILL), f"exit status {status}\n" + bot.log()
    c.bot(server, home=home)
    server.wait(lambda: all(map(server.replies, every)), what=f"all after {step}:{time}")
    once(server, every)
    for channel, sources in asked.items():
        in_order(server, sources, channel)
    return status != 0


def matrix(step):
    def dying(c):
        died = [dies_at(c, step, time) for time in TIMES]
        assert died[0], f"it never came to {step}"

    dying.__name__ = f"death_at_{step.replace('.', '_')}"
    case(dying)


for name in STEPS:
    matrix(name)
