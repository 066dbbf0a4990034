"""What people see: who is answered, where, and with what."""
import json
import os
import time
import urllib.request

from case import case


@case
def a_mention_is_answered_in_its_thread(c):
    server, bot, channel, ann = c.room()
    question = server.say(ann, channel, "@limber what is clonus?")
    reply = server.wait_reply(question)
    assert reply["root_id"] == question
    assert "clonus" in reply["message"].lower()
    server.wait(lambda: server.typing > 0, what="a typing notice")
    assert sum("ready" in line for line in bot.lines) == 1
    bot.stop()


@case
def a_direct_message_is_answered_at_top_level(c):
    server = c.server()
    ann = server.person("ann")
    direct = server.channel("D", f"{server.bot}__{ann}")
    c.bot(server)
    reply = server.wait_reply(server.say(ann, direct, "what causes spasticity"))
    assert reply["root_id"] == ""
    assert "stroke" in reply["message"].lower()


@case
def a_follow_up_in_the_thread_is_understood(c):
    server, _, channel, ann = c.room()
    first = server.say(ann, channel, "@limber what is baclofen")
    server.wait_reply(first)
    second = server.say(ann, channel, "side effects?", root=first)
    reply = server.wait_reply(second)
    assert reply["root_id"] == first
    assert "side effect" in reply["message"].lower(), reply["message"]


@case
def a_follow_up_is_understood_after_a_restart(c):
    server = c.server()
    ann = server.person("ann")
    direct = server.channel("D", f"{server.bot}__{ann}")
    bot = c.bot(server)
    server.wait_reply(server.say(ann, direct, "what is baclofen"))
    bot.stop()
    c.bot(server)
    reply = server.wait_reply(server.say(ann, direct, "side effects?"))
    assert "side effect" in reply["message"].lower(), reply["message"]


@case
def forget_me_forgets_the_conversation(c):
    server = c.server()
    ann = server.person("ann")
    direct = server.channel("D", f"{server.bot}__{ann}")
    c.bot(server)
    server.wait_reply(server.say(ann, direct, "what is baclofen"))
    assert "I have forgotten" in server.wait_reply(server.say(ann, direct, "Please delete my data."))["message"]
    reply = server.wait_reply(server.say(ann, direct, "tell me more"))
    assert "Stopping or missing baclofen" not in reply["message"], reply["message"]


@case
def people_in_a_thread_may_talk_with_each_other(c):
    server, _, channel, ann = c.room()
    bob = server.person("bob")
    first = server.say(ann, channel, "@limber what is baclofen")
    server.wait_reply(first)
    small_talk = [server.say(bob, channel, text, root=first) for text in
                  ("@ann did you see the game on sunday?", "my cousin took the bus to town "
                   "and then we all went for lunch together")]
    last = server.say(ann, channel, "@limber what is clonus", root=first)
    server.wait_reply(last)
    assert not any(server.replies(s) for s in small_talk)


@case
def an_emergency_is_answered_in_a_channel_that_nobody_addressed(c):
    server, _, channel, ann = c.room(mode="questions")
    question = server.say(ann, channel,
                          "I doubled my baclofen and I can't stay awake, breathing slow")
    reply = server.wait_reply(question)
    assert "emergency" in reply["message"].lower() or "911" in reply["message"]


@case
def a_personal_dose_is_declined(c):
    server, _, channel, ann = c.room()
    reply = server.wait_reply(server.say(ann, channel, "@limber how many mg should I take"))
    text = reply["message"].lower()
    assert "doctor" in text or "pharmacist" in text, text


@case
def good_morning_gets_silence(c):
    server, _, channel, ann = c.room(mode="questions")
    silent = [server.say(ann, channel, text) for text in
              ("good morning all", "who wants coffee?", "see you tomorrow")]
    asked = server.say(ann, channel, "what is spasticity?")
    server.wait_reply(asked)
    assert not any(server.replies(s) for s in silent)


@case
def an_admin_gives_commands_in_chat(c):
    server = c.server()
    channel, ann, bob = server.channel(), server.person("ann"), server.person("bob")
    c.bot(server, LIMBER_ADMINS=ann, LIMBER_COOLDOWN="0")
    direct = server.channel("D", f"{server.bot}__{ann}")

    def reply(who, where, text):
        return server.wait_reply(server.say(who, where, text))["message"].lower()

    assert "mode mention" in reply(ann, direct, "status")
    assert "questions" in reply(ann, channel, "@limber mode questions")
    assert "stroke" in reply(bob, channel, "what causes spasticity?")
    assert "muted" in reply(ann, direct, f"mute 2h in {channel}")
    silent = server.say(bob, channel, "@limber what is baclofen")
    assert "muted until" in reply(ann, channel, "@limber status")
    why = reply(ann, channel, "@limber explain what causes spasticity")
    assert "cause.overview" in why, why
    assert not server.replies(silent)


@case
def mode_mention_is_silent_unless_addressed(c):
    server, _, channel, ann = c.room()
    silent = server.say(ann, channel, "what is spasticity?")
    server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    assert not server.replies(silent)


@case
def a_connection_has_local_facts(c):
    server, _, channel, ann = c.room(LIMBER_EMERGENCY_NUMBER="4711 at the reception")
    reply = server.wait_reply(server.say(ann, channel, "@limber I doubled my baclofen and I "
                                         "can't stay awake, breathing slow"))
    assert "4711 at the reception" in reply["message"]


@case
def a_person_to_talk_to_is_the_channels_own(c):
    server = c.server()
    ward, other, ann = server.channel(), server.channel(), server.person("ann")
    path = os.path.join(c.home, "limber.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"connections": [{
            "name": "here", "platform": "mattermost", "url": server.url,
            "token": server.token, "clinic": "the day clinic (ext. 1)",
            "channels": [{"id": ward, "clinic": "Nurse Kim (ext. 4711)",
                          "helpline": "the ward's own line"}]}]}, file)
    os.chmod(path, 0o600)
    c.bot(args=("-c", path))

    def told(channel):
        return server.wait_reply(server.say(ann, channel, "@limber talk to a person"))["message"]

    for_ward, elsewhere = told(ward), told(other)
    assert "Nurse Kim (ext. 4711)" in for_ward and "the ward's own line" in for_ward, for_ward
    assert "the day clinic (ext. 1)" in elsewhere and "Kim" not in elsewhere, elsewhere


@case
def a_topic_cools_down_in_mode_questions(c):
    server, _, channel, ann = c.room(mode="questions")
    server.wait_reply(server.say(ann, channel, "what is spasticity?"))
    again = server.say(ann, channel, "what is spasticity?")
    server.wait_reply(server.say(ann, channel, "what is clonus?"))
    assert not server.replies(again)


@case
def own_bot_and_system_posts_are_ignored(c):
    server, _, channel, ann = c.room()
    text = "@limber what is clonus"
    ignored = [
        server.say(server.bot, channel, text),
        server.say(ann, channel, text, props={"from_bot": "true"}),
        server.say(ann, channel, text, props={"from_webhook": "true"}),
        server.say(ann, channel, text, type="system_join_channel"),
    ]
    server.wait_reply(server.say(ann, channel, text))
    assert not any(server.replies(s) for s in ignored)


@case
def an_edit_is_not_answered_again(c):
    server, _, channel, ann = c.room()
    question = server.say(ann, channel, "@limber what is clonus")
    server.wait_reply(question)
    server.edit(question, "@limber what is clonus exactly")
    server.wait_reply(server.say(ann, channel, "@limber what is baclofen"))
    assert len(server.replies(question)) == 1


@case
def feedback_is_counted(c):
    server, bot, channel, ann = c.room(LIMBER_METRICS="127.0.0.1:0")
    reply = server.wait_reply(server.say(ann, channel, "@limber what is clonus"))
    port = bot.wait_log("metrics served").split("port=")[1].split()[0]
    bot.wait_log("replied")
    server.react(ann, reply["id"], "+1")
    bot.wait_log("feedback")
    base = f"http://127.0.0.1:{port}"
    text = urllib.request.urlopen(base + "/metrics").read().decode()
    assert 'limber_helpful_total{topic="symptom.clonus"} 1' in text, text
    assert 'limber_messages_total{outcome="answered"} 1' in text
    assert 'limber_reply_seconds_count 1' in text
    assert urllib.request.urlopen(base + "/healthz").status == 200
    assert urllib.request.urlopen(base + "/readyz").status == 200


@case
def whether_it_helped_is_counted_when_it_is_said(c):
    server, bot, channel, ann = c.room(LIMBER_METRICS="127.0.0.1:0", LIMBER_REVIEW="1d")
    port = bot.wait_log("metrics served").split("port=")[1].split()[0]

    def metrics():
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()

    def said(text, root=""):
        return server.wait_reply(server.say(ann, channel, text, root=root))["message"]

    said("@limber not helpful")  # about nothing
    assert "limber_unhelpful_total{" not in metrics()
    root = server.say(ann, channel, "@limber what is clonus")
    server.wait_reply(root)
    assert "clevelandclinic" in said("sources", root).lower()
    assert "sorry" in said("that didn't help", root)
    assert "sorry" in said("wrong answer", root)  # once for an answer
    said("@limber what is baclofen")
    assert "glad" in said("@limber that helped")
    text = metrics()
    assert 'limber_unhelpful_total{topic="symptom.clonus"} 1' in text, text
    assert 'limber_helpful_total{topic="medication.baclofen"} 1' in text, text
    assert 'limber_messages_total{outcome="feedback"} 0' in text, text
    assert 'limber_messages_total{outcome="suggested"} 0' in text, text


@case
def a_loop_is_broken(c):
    server, bot, channel, ann = c.room()
    root = server.say(ann, channel, "@limber what is clonus")
    asked = [server.say(ann, channel, "@limber what is clonus", root=root)
             for _ in range(40)]
    bot.wait_log("loop")
    server.wait(lambda: len(server.replies()) >= 20, what="20 replies")
    time.sleep(0.5)
    assert len(server.replies()) == 20
    assert asked


@case
def who_goes_on_asking_outside_of_the_thread_is_understood(c):
    server, _, channel, ann = c.room(mode="questions")
    bob = server.person("bob")
    server.wait_reply(server.say(ann, channel, "what is baclofen"))
    others = server.say(bob, channel, "side effects?")
    reply = server.wait_reply(server.say(ann, channel, "side effects?"))
    assert "side effects of baclofen" in reply["message"].lower(), reply["message"]
    silent = server.say(ann, channel, "good morning all")
    server.wait_reply(server.say(ann, channel, "thanks"))
    assert not server.replies(others) and not server.replies(silent)
