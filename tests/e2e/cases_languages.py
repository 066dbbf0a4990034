"""A channel that speaks another language than its connection."""
import os
import shutil
import signal

from case import case, once, write_config

ENGLISH, SPANISH = "@limber what is clonus?", "@limber ¿qué es la espasticidad?"


def rooms(c):
    """Two channels of one connection, the second in Spanish, and the overlay of both."""
    overlay = os.path.join(c.home, "overlay")
    shutil.copytree("tests/fixtures/spanish", overlay)
    os.makedirs(os.path.join(overlay, "responses/en"))
    shutil.copy("responses/en/symptom.clonus.md", os.path.join(overlay, "responses/en"))
    server = c.server()
    english, spanish = server.channel(), server.channel()
    path = write_config(c, {"name": "mm", "platform": "mattermost", "url": server.url, "token": server.token,
                            "channels": f"[{{id: {spanish}, language: es}}]"}, overlay=overlay)
    return server, c.bot(args=["-c", path]), english, spanish, overlay


def change(overlay, name, old, new):
    path = os.path.join(overlay, "responses", name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))


def reload(bot, said, count=1):
    bot.signal(signal.SIGHUP)
    bot.wait_log(said, count=count)


@case
def each_channel_is_answered_in_its_language(c):
    server, bot, english, spanish, overlay = rooms(c)
    ann, asked = server.person("ann"), []

    def ask(channel, text):
        asked.append(server.say(ann, channel, text))
        return server.wait_reply(asked[-1])["message"]

    assert "rhythmic" in ask(english, ENGLISH)
    told = ask(spanish, SPANISH)
    assert "Este es un texto de prueba" in told and "Responda con un número" in told
    assert "Reply" not in told and "Sources" not in told, told
    assert "No tengo una respuesta" in ask(spanish, "@limber what is the weather like in london")
    assert "(Por ahora solo en inglés.)" in ask(spanish, "@limber ¿qué es el baclofeno?")
    assert "urgent.emergency" in ask(spanish, "@limber ¡alarma roja!")
    for text in "¡Olvídame!", "forget me":
        assert "lo he olvidado" in ask(spanish, f"@limber {text}")

    change(overlay, "en/symptom.clonus.md", "\n---\n", "\n---\nNew words. ")
    change(overlay, "es/definition.spasticity.md", "\n---\n", "\n---\nPalabras nuevas. ")
    reload(bot, "content reloaded")
    assert "New words." in ask(english, ENGLISH)
    assert "Palabras nuevas." in ask(spanish, SPANISH)

    # A pack that lost an emergency is not taken; both languages go on as they were.
    os.remove(os.path.join(overlay, "responses/es/urgent.stroke.md"))
    change(overlay, "en/symptom.clonus.md", "New words.", "Newer words.")
    reload(bot, "content not reloaded")
    assert any("urgent.stroke" in line for line in bot.lines)
    assert "New words." in ask(english, ENGLISH)
    assert "Palabras nuevas." in ask(spanish, SPANISH)
    once(server, asked)
    bot.stop()


@case
def a_pack_without_the_emergencies_does_not_start(c):
    server = c.server()
    overlay = os.path.join(c.home, "overlay")
    shutil.copytree("tests/fixtures/spanish", overlay)
    with open(os.path.join(overlay, "intents/es/topics.yaml"), "w", encoding="utf-8") as file:
        file.write("intents: []\n")
    bot = c.bot(server, LIMBER_OVERLAY=overlay, LIMBER_LANGUAGE="es", ready=False)
    assert bot.ended() == 1
    for topic in ("urgent.emergency", "urgent.stroke", "urgent.dysreflexia", "urgent.crisis", "safety.dose"):
        assert any(f"lacks {topic} (priority:" in line for line in bot.lines), bot.log()
