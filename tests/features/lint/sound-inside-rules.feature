Feature: Backgrounds and outlines inside rules

  Background:
    Given <who> and a ticket

  @C-1
  Rule: One

    Background:
      Given the ticket is in status <status>

    Scenario Outline: The status is shown
      Then the status is <status>

      Examples:
        | who         | status |
        | the creator | open   |
        | a stranger  | closed |

  @S-2
  Rule: Other

    Scenario Outline: The statuses are these
      Then staff with every permission finds exactly these statuses on the server:
        | <one> |

      Examples:
        | who         | one  |
        | the creator | open |
