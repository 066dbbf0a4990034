#!/usr/bin/env python3
"""--language and `language:`, with a pack made for tests. Ends with "N passed, N failed"."""
import shutil

from folder import ROOT, Folder, limber  # puts tests/ on the path

import suite

PACK = ROOT / "tests/fixtures/spanish"
CONNECTION = "connections:\n  - name: a\n    platform: mattermost\n    url: https://chat.example.org\n    token: s3cret\n"


class WithPack(Folder):
    def setUp(self):
        super().setUp()
        shutil.copytree(PACK, self.folder / "mine")

    def limber(self, *args, status=0, **env):
        done = limber(*args, cwd=self.folder, env=env)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr


class Pack(WithPack):
    SPANISH = ("--overlay", "mine", "--language", "es")

    def test_it_is_valid_and_in_form(self):
        said = self.limber("check", *self.SPANISH)
        self.assertIn("9 topics, all valid\n1 of them are answered in English\n", said)
        self.limber("fmt", "--check", "mine")

    def test_it_answers_and_explains(self):
        said = self.limber("ask", *self.SPANISH, "¿qué es la espastisidad?")
        self.assertIn("Este es un texto de prueba", said)
        said = self.limber("explain", *self.SPANISH, "que es la espastisidad")
        self.assertIn('corrected "espastisidad" to "espasticidad"', said)
        self.assertIn("rhythmic", self.limber("ask", "--overlay", "mine", "what is clonus"))

    def test_the_environment_names_it_too(self):
        said = self.limber("ask", "hola", LIMBER_OVERLAY="mine", LIMBER_LANGUAGE="es")
        self.assertIn("Este es un texto de prueba", said)

    def test_what_it_lacks_is_told(self):
        topics = self.folder / "mine/intents/es/topics.yaml"
        topics.write_text(topics.read_text().replace("urgent.crisis", "urgent.other"))
        (self.folder / "mine/responses/es/urgent.crisis.md").rename(self.folder / "mine/responses/es/urgent.other.md")
        (self.folder / "mine/responses/es/fragments/pick.md").unlink()
        said = self.limber("check", *self.SPANISH, status=1)
        self.assertIn('the language "es" lacks urgent.crisis (priority: urgent)', said)
        self.assertIn("write responses/es/fragments/pick.md", said)

    def test_a_language_that_is_not_there(self):
        said = self.limber("check", "--overlay", "mine", "--language", "fr", status=1)
        self.assertIn('there is no language "fr": no intents/fr/ and responses/fr/\n  hint: languages here: en, es\n', said)
        for odd in ("", ".", "../es", "es/"):
            said = self.limber("check", "--overlay", "mine", "--language", odd, status=1)
            self.assertIn(f'there is no language "{odd}"', said)

    def test_learning_stays_beside_its_questions(self):
        asked = self.folder / "mine/intents/es/asked.tsv"
        asked.write_text("definition.spasticity\tque significa espasticidad\n-\tquien trae el pan\n")
        self.assertIn("run `limber learn --language es`", self.limber("check", *self.SPANISH, status=1))
        said = self.limber("learn", *self.SPANISH)
        self.assertIn("intents/es/learned.tsv: learned from", said)
        self.limber("check", *self.SPANISH)
        asked.write_text("definition.spasticity\tque quiere decir espasticidad\n")
        self.assertIn("questions, examples or titles have changed", self.limber("check", *self.SPANISH, status=1))

    def test_a_draft_lands_in_its_folders(self):
        (self.folder / "asked.txt").write_text("la espasticidad y el frio\nel frio y mi espasticidad\n")
        said = self.limber("suggest", *self.SPANISH, "--from", "asked.txt", "--group", "1", "--id", "trigger.cold",
                           "--write", "draft")
        self.assertIn("limber check --overlay draft --language es", said)
        self.assertTrue((self.folder / "draft/intents/es/trigger.cold.yaml").exists())
        self.assertTrue((self.folder / "draft/responses/es/trigger.cold.md").exists())


class Settings(WithPack):
    def config(self, text):
        (self.folder / "limber.yaml").write_text(text)
        return "limber.yaml"

    def test_of_a_connection_and_of_a_channel(self):
        path = self.config("overlay: mine\n" + CONNECTION + "    language: es\n    channels:\n      - C1=off\n"
                           "      - {id: C2, language: en}\n")
        self.limber("run", "-c", path, "--check-config")
        said = self.limber("doctor", "-c", path, "--offline")
        self.assertIn("ok    packs", said)

    def test_one_that_is_not_there_is_named_with_its_place(self):
        path = self.config(CONNECTION + "    language: fr\n    channels:\n      - {id: C1, overlay: mine, language: esp}\n"
                           "      - {id: C2, language: en}\n      - {id: C3, mode: off}\n")
        for command in (("run", "-c", path, "--check-config"), ("run", "-c", path)):
            said = self.limber(*command, status=2)
            self.assertIn('limber.yaml:6:15: `language` there is no language "fr" here', said)
            self.assertIn("hint: languages here: en\n", said)
            self.assertIn('limber.yaml:8:43: `language` there is no language "esp" here', said)
            self.assertIn("hint: did you mean `es`? languages here: en, es\n", said)
            self.assertEqual(said.count("there is no language"), 2)
            self.assertNotIn("s3cret", said)
        said = self.limber("doctor", "-c", path, "--offline", status=1)
        self.assertIn("fail  packs", said)
        self.assertIn('limber.yaml:6:15: `language` there is no language "fr" here', said)

    def test_it_is_told_together_with_other_faults(self):
        path = self.config(CONNECTION + "    mode: sometimes\n    language: fr\n")
        said = self.limber("run", "-c", path, "--check-config", status=2)
        self.assertIn("limber.yaml:6:11: `mode` must be one of", said)
        self.assertIn('limber.yaml:7:15: `language` there is no language "fr" here', said)
        path = self.config("overlay: mien\n" + CONNECTION + "    language: es\n")  # it may be there
        said = self.limber("run", "-c", path, "--check-config", status=2)
        self.assertIn("limber.yaml:1:10: `overlay` there is no folder", said)
        self.assertNotIn("language", said)

    def test_an_overlay_without_the_connections_language(self):
        (self.folder / "other").mkdir()
        path = self.config("overlay: mine\n" + CONNECTION + "    language: es\n    channels:\n"
                           "      - {id: C1, overlay: other}\n")
        said = self.limber("run", "-c", path, "--check-config", status=2)
        self.assertIn('limber.yaml:9:27: `overlay` there is no language "es" here', said)

    def test_doctor_reads_the_packs(self):
        (self.folder / "mine/responses/es/fragments/lost.md").unlink()
        path = self.config("overlay: mine\n" + CONNECTION + "    language: es\n")
        self.limber("run", "-c", path, "--check-config")
        said = self.limber("doctor", "-c", path, "--offline", status=1)
        self.assertIn('lacks the line "lost"', said)
        self.assertIn("fail  packs", said)


if __name__ == "__main__":
    suite.main()
