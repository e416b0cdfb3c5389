# expect unknown-placeholder 7:5
Feature: A misspelt placeholder in a table

  @S-2
  Scenario Outline: The statuses are these
    Given <who> and a ticket
    Then staff with every permission finds exactly these statuses on the server:
      | <other> |

    Examples:
      | who         |
      | the creator |
