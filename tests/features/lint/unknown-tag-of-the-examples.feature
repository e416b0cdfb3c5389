# expect unknown-tag 9:10
Feature: A requirement that is none, at the examples

  @C-1
  Scenario Outline: The ticket is there
    Given a ticket
    Then the status is <status>

    @C-1 @wip
    Examples:
      | status |
      | open   |
