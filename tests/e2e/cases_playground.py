"""Bot and playground together, as `make run` starts them."""
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import ports
from case import case
from playground import BUILD, Playground


def room(c, **options):
    playground = Playground()
    c.servers.append(playground)
    options = {"LIMBER_CHANNEL_MODE": "questions", "LIMBER_COOLDOWN": "0", **options}
    bot = c.bot(playground, **options)
    return playground, bot, playground.person("Ann")


def once(person, sources):
    for source in sources:
        person.wait_reply(source)
    counts = [len(person.replies(source)) for source in sources]
    assert counts == [1] * len(sources), counts


@case
def playground_the_first_questions_get_their_answers(c):
    _, _, ann = room(c)
    asked = {
        "what is neurological spasm": "spasticity",
        "what causes spasticity": "stroke",
        "can ms cause it": "sclerosis",
        "symptoms?": "stiff",
        "what is clonus": "clonus",
        "how is it treated": "treat",
        "whats baclofen": "baclofen",
        "tell me about botox": "botulinum",
        "is surgery an option": "surgery",
        "thanks": "",
    }
    direct = ann.direct()
    for text, word in asked.items():
        reply = ann.wait_reply(ann.say(text, direct))
        assert word in reply["message"].lower(), (text, reply["message"])
    in_channel = ann.say("what causes spasticity?")
    assert ann.wait_reply(in_channel)["root_id"] == in_channel


@case
def playground_buttons_lead_from_help_to_an_answer(c):
    """The page's buttons say their label, in the thread."""
    playground, bot, ann = room(c)
    root = ann.say("@limber help")
    reply = ann.wait_reply(root)
    for i, (label, word) in enumerate([("Medicines", "(1/2)"), ("More topics", "(2/2)"),
                                       ("What you can ask", "pick a group"),
                                       ("Daily life", "(1/2)"), ("more", "(2/2)"),
                                       ("1", "Sources: ")]):
        assert label in reply["message"] or label in ("more", "1"), (label, reply["message"])
        reply = ann.wait_reply(ann.say(label, root=root))
        assert word.lower() in reply["message"].lower(), (label, reply["message"])
        if i == 1:
            bot.stop()  # what was offered holds over a restart
            c.bot(playground, LIMBER_CHANNEL_MODE="questions", LIMBER_COOLDOWN="0")


@case
def playground_killed_and_started_again(c):
    playground, bot, ann = room(c)
    ann.wait_reply(ann.say("what is clonus"))
    for _ in range(3):
        ready = sum("connected" in line for line in bot.lines)
        playground.kill()
        playground.start(playground.port)
        ann = playground.person("Ann")
        asked = [ann.say("what is clonus"), ann.say("whats baclofen", "clinic-team")]
        bot.wait_log("connected", count=ready + 1)
        once(ann, asked)
    bot.stop()


@case
def playground_cut_stalled_and_skipping(c):
    playground, bot, ann = room(c, LIMBER_PING="300ms")
    for fault in ("cut", "close", "skip", "stall"):
        playground.faults(sockets=fault)
        asked = [ann.say("what is clonus"), ann.say("whats baclofen")]
        once(ann, asked)
        assert bot.process.poll() is None


@case
def playground_posts_that_fail_in_every_way(c):
    playground, _, ann = room(c)
    for fault in ("break_before", "break_after", "error_before", "error_after", "busy",
                  "limited", "slow"):
        playground.faults(posts={"fault": fault, "count": 2, "delay_ms": 300})
        once(ann, [ann.say("what is clonus"), ann.say("whats baclofen")])


@case
def playground_sigterm_in_a_burst(c):
    playground, bot, ann = room(c)
    playground.faults(posts={"fault": "slow", "count": 1000, "delay_ms": 40})
    asked = [ann.say(f"@limber what is clonus, please? ({i})") for i in range(40)]
    ann.wait_reply(asked[0])
    bot.stop()
    c.bot(playground, LIMBER_CHANNEL_MODE="questions", LIMBER_COOLDOWN="0")
    once(ann, asked)


def start_run(**env):
    run = subprocess.Popen(["playground/run.sh"], env={**os.environ, **env}, text=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, start_new_session=True)
    for line in run.stdout:
        found = re.search(r"Open +http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return run, int(found[1])
    raise AssertionError("make run did not print an address")


@case
def playground_make_run_starts_and_ends_both(c):
    run, port = start_run(PORT=str(ports.take()))
    before = set(os.listdir(BUILD))
    assert any(name.startswith("run.") for name in before)
    for number in (signal.SIGINT, signal.SIGINT):  # an impatient person
        run.send_signal(number)
        time.sleep(0.02)
    assert run.wait(10) == 0
    again = Playground(port)  # the port is free again
    again.close()


@case
def playground_make_run_says_when_its_port_is_taken(c):
    taken = Playground()
    c.servers.append(taken)
    run = subprocess.run(["playground/run.sh"], env={**os.environ, "PORT": str(taken.port)},
                         capture_output=True, text=True, timeout=20)
    assert run.returncode == 1
    assert "is it taken?" in run.stderr, run.stderr


@case
def playground_with_fewer_files_than_people_is_calm(c):
    """More than it may open wait; they are not accepted again and again, in vain."""
    log = os.path.join(c.home, "log")
    with open(log, "w", encoding="utf-8") as errors:
        server = subprocess.Popen(
            ["bash", "-c", f"ulimit -n 64; exec {BUILD}/playground --port 0 --quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
    people = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(60)]
    time.sleep(0.5)
    for person in people:
        person.close()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/playground/about", timeout=10) as about:
        assert about.status == 200
    server.terminate()
    assert server.wait(5) == 0
    assert os.path.getsize(log) == 0, "it has complained"
