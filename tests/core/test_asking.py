"""What a decision asks for, and what it finds when it is made again."""

import pytest

from emulator.core.asking import Answers, AtOnce, Unanswered
from emulator.core.ids import Ids, repeating


def asked(answers, key="key", work=lambda: 1):
    with pytest.raises(Unanswered) as caught:
        answers.ask(key, work)
    return caught.value.question


def test_what_was_asked_is_known_afterwards():
    answers, done = Answers(), []
    question = asked(answers, work=lambda: done.append(1) or "answer")
    assert (question.key, question.own_thread, done) == ("key", False, [])
    answers.learn(question)
    assert [answers.ask("key", lambda: pytest.fail("asked twice")) for _ in range(2)] == ["answer"] * 2
    assert done == [1]


def test_each_key_is_a_question_of_its_own():
    answers = Answers()
    answers.learn(asked(answers, ("password", "a"), lambda: True))
    answers.learn(asked(answers, ("password", "b"), lambda: None))
    assert answers.ask(("password", "a"), lambda: 0) is True
    assert answers.ask(("password", "b"), lambda: 0) is None, "None is an answer"


def test_a_failure_is_raised_where_the_answer_is_asked_for():
    answers = Answers()
    answers.learn(asked(answers, work=lambda: 1 / 0))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answers.ask("key", lambda: pytest.fail("asked twice"))


def test_nothing_that_handles_failures_takes_it_for_one():
    def decide():
        try:
            Answers().ask("key", lambda: 1, own_thread=True)
        except Exception:  # noqa: BLE001 - the point of it
            return "handled"

    with pytest.raises(Unanswered) as caught:
        decide()
    assert caught.value.question.own_thread


def test_a_request_that_asks_without_end_is_stopped():
    answers = Answers()
    for number in range(1000):
        answers.learn(asked(answers, number))
    with pytest.raises(RuntimeError, match="asked 1000 times"):
        answers.learn(asked(answers, "once more"))


def test_many_rows_are_done_in_parts():
    answers, done = Answers(), []

    def work(part):
        done.extend(part)
        return len(part)

    assert (answers.in_parts("none", [], 2, work), answers.in_parts("few", [1, 2], 2, work)) == ([], [2])
    with pytest.raises(Unanswered) as caught:
        answers.in_parts("many", [3, 4, 5, 6, 7], 2, work)
    assert done == [1, 2]
    question = caught.value.question
    answers.know(question.key, [step() for step in question.steps])
    assert answers.in_parts("many", [3, 4, 5, 6, 7], 2, lambda part: pytest.fail("done twice")) == [2, 2, 1]
    assert done == [1, 2, 3, 4, 5, 6, 7]
    answers.know("bad", None, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        answers.in_parts("bad", [1, 2, 3], 2, work)


def test_where_nobody_waits_it_is_done_at_once():
    assert AtOnce().ask("key", lambda: "answer") == "answer"
    assert AtOnce().in_parts("key", [1, 2, 3], 2, sum) == [6]
    assert AtOnce().in_parts("key", [], 2, sum) == []
    with pytest.raises(ZeroDivisionError):
        AtOnce().ask("key", lambda: 1 / 0)


@pytest.mark.parametrize("ids", [Ids(), Ids(repeating("seed"))])
def test_a_decision_that_is_made_again_draws_the_same(ids):
    drawn = []
    ids.replay(drawn)
    first = [ids.uuid(), ids.session()]
    ids.stop()
    between = ids.uuid()
    ids.replay(drawn)
    assert [ids.uuid(), ids.session()] == first
    more = ids.uuid()
    ids.stop()
    ids.replay(drawn)
    assert [ids.uuid(), ids.session(), ids.uuid()] == [*first, more]
    ids.stop()
    assert len({*first, between, more, ids.uuid()}) == 5


def test_one_that_takes_another_way_draws_anew_from_there():
    ids, drawn = Ids(repeating("seed")), []
    ids.replay(drawn)
    first = [ids.uuid(), ids.session(), ids.uuid()]
    ids.stop()
    ids.replay(drawn)
    second = [ids.uuid(), ids.secret(), ids.uuid()]
    ids.stop()
    assert second[0] == first[0]
    assert second[2] not in first
    ids.replay(drawn)
    assert [ids.uuid(), ids.secret(), ids.uuid()] == second
    ids.stop()


def test_other_threads_draw_their_own():
    import threading

    ids, drawn, others = Ids(), [], []
    ids.replay(drawn)
    ids.uuid()
    thread = threading.Thread(target=lambda: others.append(ids.uuid()))
    thread.start()
    thread.join()
    ids.stop()
    assert (len(drawn), len(others)) == (1, 1)


def test_what_is_done_once_is_done_again_where_nothing_is_decided_again():
    answers, at_once, numbers = Answers(), AtOnce(), iter(range(9))
    assert [answers.once("key", lambda: next(numbers)) for _ in range(2)] == [0, 0]
    assert [at_once.once("key", lambda: next(numbers)) for _ in range(2)] == [1, 2]
