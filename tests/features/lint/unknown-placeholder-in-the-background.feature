# expect unknown-placeholder 5:5
Feature: A background with a placeholder that the examples do not fill

  Background:
    Given <who> and a ticket

  @C-1
  Scenario Outline: The ticket is there
    Then the status is <status>

    Examples:
      | status |
      | open   |
