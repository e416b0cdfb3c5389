# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Invite links

  A customer takes part in somebody else's ticket by opening a link to it.

  Rule: Customers may open an invite link in these statuses

    @matrix
    Scenario Outline: Customers may open an invite link: <who>, <status>
      Given <who> and a ticket
      And an invite link to the ticket
      And the ticket is in status <status>
      When <who> tries to open an invite link
      Then it is done

      @C-7
      Examples:
        | who        | status            |
        | a stranger | open              |
        | a stranger | in_progress       |
        | a stranger | awaiting_customer |
        | a stranger | required_test     |
        | a stranger | required_action   |
        | a stranger | pending_closure   |
        | a stranger | closure_scheduled |

  Rule: Customers cannot open an invite link in these statuses

    @matrix
    Scenario Outline: Customers cannot open an invite link here: <who>, <status>
      Given <who> and a ticket
      And an invite link to the ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to open an invite link
      Then it is refused
      And nothing has changed

      @C-7 @C-8
      Examples:
        | who        | status   |
        | a stranger | resolved |
        | a stranger | closed   |

  Rule: Customers cannot open an invite link in such a status, whichever way the ticket came into it

    Scenario Outline: Customers cannot open an invite link after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And an invite link to the ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to open an invite link
      Then it is refused
      And nothing has changed

      @C-7 @C-8
      Examples:
        | who        | from              | by                          | way                      | to     |
        | a stranger | open              | staff with every permission | schedule a deletion      | closed |
        | a stranger | closure_scheduled | the creator                 | close the ticket at once | closed |
        | a stranger | closure_scheduled | time                        | closure                  | closed |

  Rule: Customers may open an invite link once the ticket has left a status that forbids it

    Scenario Outline: Customers may open an invite link after all: <who>, from <from> to <to>, <by>
      Given <who> and a ticket
      And an invite link to the ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And <who> tries to open an invite link
      Then it is done

      @C-9
      Examples:
        | who        | from     | by                          | way                | to                |
        | a stranger | resolved | staff with every permission | change the status  | open              |
        | a stranger | resolved | staff with every permission | change the status  | in_progress       |
        | a stranger | resolved | staff with every permission | change the status  | awaiting_customer |
        | a stranger | resolved | staff with every permission | change the status  | required_test     |
        | a stranger | resolved | staff with every permission | change the status  | required_action   |
        | a stranger | resolved | staff with every permission | change the status  | pending_closure   |
        | a stranger | closed   | staff with every permission | change the status  | open              |
        | a stranger | closed   | staff with every permission | change the status  | in_progress       |
        | a stranger | closed   | staff with every permission | change the status  | awaiting_customer |
        | a stranger | closed   | staff with every permission | change the status  | required_test     |
        | a stranger | closed   | staff with every permission | change the status  | required_action   |
        | a stranger | closed   | staff with every permission | change the status  | pending_closure   |
        | a stranger | resolved | staff with every permission | schedule a closure | closure_scheduled |
        | a stranger | closed   | staff with every permission | schedule a closure | closure_scheduled |
        | a stranger | resolved | the creator                 | ask for closure    | pending_closure   |
