"""Starting, stopping, dying, reloading; settings; several connections."""
import os
import re
import random
import resource
import shutil
import signal
import threading
import time

from case import case, in_order, once, write_config

QUESTIONS = ("what is clonus", "what is baclofen", "what is spasticity",
             "what causes spasticity", "tell me about botox")


def load(server, channels, ann, seed, count, pause):
    """Asks in several channels at once; gives the questions by channel, in order."""
    rng = random.Random(seed)
    asked = {channel: [] for channel in channels}
    for _ in range(count):
        channel = rng.choice(channels)
        asked[channel].append(server.say(ann, channel, "@limber " + rng.choice(QUESTIONS)))
        time.sleep(pause * rng.random() * 2)
    return asked


def answered_all(server, asked, seconds=40):
    every = [s for sources in asked.values() for s in sources]
    server.wait(lambda: len({p["props"]["faq_src"] for p in server.replies()})
                >= len(every), seconds, f"{len(every)} replies")
    time.sleep(0.5)
    once(server, every)
    for channel, sources in asked.items():
        in_order(server, sources, channel)


@case
def sigterm_in_a_burst_loses_nothing(c):
    server, bot, first, ann = c.room()
    channels = [first, server.channel(), server.channel()]
    slow = [True]
    server.wait_reply(server.say(ann, server.channel(), "@limber what is clonus"))

    def fault(method, path, body):
        if slow[0] and method == "POST":  # few at first, so that the end comes in the middle
            time.sleep(0.05 if len(server.replies()) < 20 else 0.5)
        return None

    server.fault = fault
    asked = load(server, channels, ann, 1, 120, 0.001)
    bot.stop()
    slow[0] = False
    assert 1 < len(server.replies()) < 121, "the test must stop it in the middle"
    for channel in channels:
        asked[channel].append(server.say(ann, channel, "@limber what is clonus"))
    c.bot(server)
    answered_all(server, asked)


def killed_again_and_again(c, kills, lose):
    """In rounds, so that a round that fails is small and its seed replays it."""
    kills = int(os.environ.get("SOAK_KILLS", kills))
    first = int(os.environ.get("SEED", time.time()))
    for i, done in enumerate(range(0, kills, 12)):
        print(f"seed {first + i}", flush=True)
        killed_round(c, first + i, min(12, kills - done), lose)


def killed_round(c, seed, kills, lose):
    rng = random.Random(seed)
    server = c.server()
    channels, ann = [server.channel() for _ in range(3)], server.person("ann")
    home = os.path.join(c.home, str(seed))
    asked = {}

    def fault(method, path, body):
        return "lose" if method == "POST" and rng.random() < lose else None

    def talk():
        asked.update(load(server, channels, ann, seed, 25 * kills, 0.012))

    os.mkdir(home)
    server.fault = fault
    talker = threading.Thread(target=talk)
    talker.start()
    for _ in range(kills):
        bot = c.bot(server, home=home, ready=False)
        time.sleep(0.1 + rng.random() * 0.5)
        bot.kill()
    talker.join()
    server.fault = None
    last = c.bot(server, home=home)
    answered_all(server, asked)
    last.stop()
    server.close()


@case
def kill_9_at_random_moments(c):
    killed_again_and_again(c, 12, 0)


@case
def kill_9_while_answers_are_lost(c):
    killed_again_and_again(c, 8, 0.1)


def everything_at_once(c, seed, steps):
    """Bot and server die, sockets break, the server stalls, answers get lost or are errors."""
    print(f"seed {seed}", flush=True)
    rng = random.Random(seed)
    server = c.server()
    channels, ann = [server.channel() for _ in range(3)], server.person("ann")
    home = os.path.join(c.home, f"chaos-{seed}")
    os.mkdir(home)
    asked = {channel: [] for channel in channels}
    bot = c.bot(server, home=home, LIMBER_PING="1s")

    def fault(method, path, body):
        if method != "POST" or rng.random() > 0.2:
            return None
        return rng.choice(["lose", "reset", 500, (500, {"id": ""}), (503, "busy"),
                           (429, "limit exceeded\n", {"Retry-After": "1"})])

    server.fault = fault
    for _ in range(steps):
        for _ in range(rng.randrange(12)):
            channel = rng.choice(channels)
            asked[channel].append(server.say(ann, channel, "@limber " + rng.choice(QUESTIONS)))
        time.sleep(rng.random() * 0.2)
        event = rng.randrange(8)
        if event == 0:
            bot.kill()
            bot = c.bot(server, home=home, ready=False, LIMBER_PING="1s")
        elif event == 1:
            server.kill()
            time.sleep(rng.random() * 0.3)
            server.start()
        elif event == 2:
            server.drop_sockets()
        elif event == 3:
            server.stall()
            time.sleep(rng.random() * 1.5)
            server.flow()
    server.fault = None
    answered_all(server, asked, 60)
    bot.stop()


@case
def everything_goes_wrong_at_once(c):
    first = int(os.environ.get("SEED", time.time()))
    for i in range(int(os.environ.get("SOAK_CHAOS", 1))):
        everything_at_once(c, first + i, 40)


@case
def a_second_process_on_one_ledger_is_refused(c):
    server, bot, channel, ann = c.room()
    second = c.bot(server, ready=False)
    assert second.ended() == 1
    assert "another Limber is using the ledger" in second.log()
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    bot.stop()


@case
def a_damaged_ledger_is_moved_aside(c):
    with open(os.path.join(c.home, "l.db"), "wb") as file:
        file.write(b"this is no database" * 1000)
    with open(os.path.join(c.home, "l.db.lock"), "wb"):
        pass  # it lies beside what was a ledger
    server, bot, channel, ann = c.room()
    bot.wait_log("damaged")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    assert os.path.exists(os.path.join(c.home, "l.db.damaged-1"))


@case
def a_full_disk_says_so_and_loses_nothing(c):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200 * 1024, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    server, bot, channel, ann = c.room(before=small_files)
    asked = {channel: []}
    full = "could not be committed"
    for _ in range(600):  # how many fill it depends on how many are committed together
        asked[channel].append(server.say(ann, channel, "@limber what is baclofen"))
        time.sleep(0.02)
        if full in bot.log():
            break
    bot.wait_log(full)
    assert len(server.replies()) < len(asked[channel])
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    answered_all(server, asked)



@case
def sighup_reloads_content_or_keeps_the_old(c):
    content = os.path.join(c.home, "content")
    shutil.copytree("tests/unit/faq/content", content)
    server, bot, channel, ann = c.room(LIMBER_CONTENT=content)
    page = os.path.join(content, "responses/en/medication.baclofen.md")
    with open(page, encoding="utf-8") as file:
        text = file.read()

    def change(new):
        with open(page, "w", encoding="utf-8") as file:
            file.write(new)
        bot.signal(signal.SIGHUP)

    def answer():
        question = server.say(ann, channel, "@limber what is baclofen")
        return server.wait_reply(question)["message"]

    change(text.replace("One thing.", "A new thing."))
    bot.wait_log("content reloaded")
    assert "A new thing." in answer()
    change("no front matter\n")
    bot.wait_log("content not reloaded")
    assert "medication.baclofen.md:1:1:" in "\n".join(bot.lines)
    assert "A new thing." in answer()
    change(text)
    bot.wait_log("content reloaded", count=2)
    assert "One thing." in answer()
    bot.stop()


@case
def systemd_is_told(c):
    import socket
    path = os.path.join(c.home, "notify")
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.bind(path)
    heard.settimeout(20)
    server = c.server()
    bot = c.bot(server, NOTIFY_SOCKET=path, WATCHDOG_USEC="300000")

    def until(word):
        while heard.recv(100).decode() != word:
            pass

    until("WATCHDOG=1")
    until("READY=1")
    until("WATCHDOG=1")
    server.drop_sockets()
    until("STATUS=mattermost: down")
    until("STATUS=mattermost: live")
    bot.signal(signal.SIGHUP)
    until("RELOADING=1")
    until("READY=1")
    bot.signal(signal.SIGTERM)
    until("STOPPING=1")
    assert bot.ended() == 0


@case
def content_that_cannot_be_used_ends_it(c):
    content = os.path.join(c.home, "content")
    shutil.copytree("tests/unit/faq/content", content)
    os.remove(os.path.join(content, "responses/en/medication.baclofen.md"))
    bot = c.bot(c.server(), ready=False, LIMBER_CONTENT=content)
    assert bot.ended() == 1
    assert "intent medication.baclofen has no answer" in bot.log()


@case
def one_failing_connection_does_not_take_the_other_down(c):
    good, bad = c.server(), c.server()
    channel, ann = good.channel(), good.person("ann")
    token = os.path.join(c.home, "token")
    with open(token, "w", encoding="utf-8") as file:
        file.write(good.token + "\n")
    path = write_config(
        c, {"name": "good", "platform": "mattermost", "url": good.url, "token_file": "token"},
        {"name": "bad", "platform": "mattermost", "url": bad.url, "token": "revoked"})
    bot = c.bot(args=["-c", path])
    bot.wait_log("connection given up")
    good.wait_reply(good.say(ann, channel, "@limber what is clonus"))
    bot.stop()


@case
def two_connections_do_not_mix(c):
    servers = [c.server(), c.server()]
    path = write_config(c, *({"name": f"s{i}", "platform": "mattermost", "url": s.url,
                              "token": s.token} for i, s in enumerate(servers)))
    bot = c.bot(args=["-c", path])
    bot.wait_log("ready", count=2)
    for server in servers:
        asked = server.say(server.person("ann"), server.channel(), "@limber what is clonus")
        server.wait_reply(asked)
        once(server, [asked])
    bot.stop()


@case
def faults_in_the_settings_are_all_told_at_once(c):
    path = write_config(c, {"name": "a", "platfrom": "mattermost",
                            "url": "http://chat.example.org", "token": "x"}, ledgr="x.db")
    bot = c.bot(args=["-c", path], ready=False)
    assert bot.ended() == 2
    text = bot.log()
    for part in ("limber.yaml:1:1:", 'ledger', "limber.yaml:4:5:", "platform",
                 "http"):
        assert part in text, f"{part} is missing in\n{text}"


@case
def settings_can_be_checked(c):
    path = write_config(c, {"name": "a", "platform": "mattermost",
                            "url": "https://chat.example.org", "token": "x"})
    bot = c.bot(args=["-c", path, "--check-config"], ready=False)
    assert bot.ended() == 0, bot.log()


@case
def without_any_settings_it_says_what_is_missing(c):
    bot = c.bot(ready=False)
    assert bot.ended() == 2
    assert "LIMBER_PLATFORM" in bot.log() or "platform" in bot.log()


@case
def the_example_file_is_valid(c):
    shutil.copy("deploy/limber.example.yaml", c.home)
    with open(os.path.join(c.home, "support-chat.token"), "w", encoding="utf-8") as file:
        file.write("secret\n")
    path = os.path.join(c.home, "limber.example.yaml")
    bot = c.bot(args=["-c", path, "--check-config"], ready=False)
    assert bot.ended() == 0, bot.log()
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/etc/limber/(content|ward5)", c.home, file.read())
    text = text.replace("/usr/local/share/limber", os.getcwd())
    text = text.replace("/etc/limber/ca.pem", "/etc/ssl/certs/ca-certificates.crt")
    with open(path, "w", encoding="utf-8") as file:  # what is commented out is valid too
        file.write(re.sub(r"^( *)#(?=[a-z]|  )", r"\1", text, flags=re.M))
    bot = c.bot(args=["-c", path, "--check-config"], ready=False)
    assert bot.ended() == 0, bot.log()
