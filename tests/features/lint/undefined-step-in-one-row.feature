# expect undefined-step 6:5
Feature: A step that is defined for one row, and not for the other

  @C-1
  Scenario Outline: Time goes by
    When <time> go by
    Then the status is open

    Examples:
      | time    |
      | 3 days  |
      | no days |
