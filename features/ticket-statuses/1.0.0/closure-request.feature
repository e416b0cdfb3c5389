# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: A customer asks for closure

  The ticket is marked at once, and staff decides what becomes of it.

  Rule: Customers may ask for closure in these statuses

    @matrix
    Scenario Outline: Customers may ask for closure: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to ask for closure
      Then it is done

      @C-6
      Examples:
        | who                   | status            |
        | the creator           | open              |
        | an active participant | open              |
        | the creator           | in_progress       |
        | an active participant | in_progress       |
        | the creator           | awaiting_customer |
        | an active participant | awaiting_customer |
        | the creator           | required_test     |
        | an active participant | required_test     |
        | the creator           | required_action   |
        | an active participant | required_action   |
        | the creator           | resolved          |
        | an active participant | resolved          |

  Rule: Customers cannot ask for closure in these statuses

    @matrix
    Scenario Outline: Customers cannot ask for closure here: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to ask for closure
      Then it is refused
      And nothing has changed

      @C-6 @C-8
      Examples:
        | who                   | status            |
        | the creator           | pending_closure   |
        | an active participant | pending_closure   |
        | the creator           | closure_scheduled |
        | an active participant | closure_scheduled |
        | the creator           | closed            |
        | an active participant | closed            |

  Rule: Customers cannot ask for closure in such a status, whichever way the ticket came into it

    Scenario Outline: Customers cannot ask for closure after this: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <by> brings it to <to> with "<way>"
      And there is something on it to lose
      And the state of the ticket is noted
      And <who> tries to ask for closure
      Then it is refused
      And nothing has changed

      @C-6 @C-8
      Examples:
        | who         | from              | by                          | way                      | to                |
        | the creator | open              | staff with every permission | schedule a closure       | closure_scheduled |
        | the creator | open              | staff with every permission | schedule a deletion      | closed            |
        | the creator | open              | the creator                 | ask for closure          | pending_closure   |
        | the creator | closure_scheduled | the creator                 | close the ticket at once | closed            |
        | the creator | closure_scheduled | time                        | closure                  | closed            |

  Rule: Customers can ask for closure, and the ticket is pending_closure at once

    @matrix
    Scenario Outline: Customers can ask for closure, and the ticket is pending_closure: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to ask for closure
      Then it is done
      And the status is pending_closure

      @A-5
      Examples:
        | who                   | status            |
        | the creator           | open              |
        | an active participant | open              |
        | the creator           | in_progress       |
        | an active participant | in_progress       |
        | the creator           | awaiting_customer |
        | an active participant | awaiting_customer |
        | the creator           | required_test     |
        | an active participant | required_test     |
        | the creator           | required_action   |
        | an active participant | required_action   |
        | the creator           | resolved          |
        | an active participant | resolved          |
