from coatcheck.django.checks import check_views


def test_names_every_view_and_action_without_a_rule():
    found = {message.msg for message in check_views()}

    assert found == {
        "small_project.views.Orders.retrieve names no rule.",
        "small_project.views.Guarded names no rule.",
        "small_project.views.Ruleless names no rule.",
    }


def test_a_view_without_a_rule_is_an_error():
    assert all(message.is_serious() for message in check_views())
