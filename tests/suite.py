"""How a suite of unittest cases ends: with the line that every suite ends with."""
import sys
import unittest


def main(**options):
    """Runs the cases of the program itself and exits."""
    tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(stream=sys.stdout, **{"verbosity": 0, **options}).run(tests)
    bad = len(result.failures) + len(result.errors)
    print(f"{max(result.testsRun - bad, 0)} passed, {bad} failed")
    sys.exit(bool(bad))
