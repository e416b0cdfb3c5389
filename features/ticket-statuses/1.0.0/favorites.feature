# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: Favorites

  A finished ticket takes itself off the customers' lists.

  Rule: A finished ticket takes itself off the favorites

    Scenario Outline: The ticket is no longer a favorite: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      And the ticket is a favorite of <who>
      When <by> brings it to <to> with "<way>"
      Then the ticket is no favorite of <who>

      @A-12
      Examples:
        | who                   | from              | by                          | way                      | to       |
        | the creator           | open              | staff with every permission | change the status        | resolved |
        | an active participant | open              | staff with every permission | change the status        | resolved |
        | the creator           | open              | staff with every permission | change the status        | closed   |
        | an active participant | open              | staff with every permission | change the status        | closed   |
        | the creator           | in_progress       | staff with every permission | change the status        | resolved |
        | an active participant | in_progress       | staff with every permission | change the status        | resolved |
        | the creator           | in_progress       | staff with every permission | change the status        | closed   |
        | an active participant | in_progress       | staff with every permission | change the status        | closed   |
        | the creator           | awaiting_customer | staff with every permission | change the status        | resolved |
        | an active participant | awaiting_customer | staff with every permission | change the status        | resolved |
        | the creator           | awaiting_customer | staff with every permission | change the status        | closed   |
        | an active participant | awaiting_customer | staff with every permission | change the status        | closed   |
        | the creator           | required_test     | staff with every permission | change the status        | resolved |
        | an active participant | required_test     | staff with every permission | change the status        | resolved |
        | the creator           | required_test     | staff with every permission | change the status        | closed   |
        | an active participant | required_test     | staff with every permission | change the status        | closed   |
        | the creator           | required_action   | staff with every permission | change the status        | resolved |
        | an active participant | required_action   | staff with every permission | change the status        | resolved |
        | the creator           | required_action   | staff with every permission | change the status        | closed   |
        | an active participant | required_action   | staff with every permission | change the status        | closed   |
        | the creator           | resolved          | staff with every permission | change the status        | closed   |
        | an active participant | resolved          | staff with every permission | change the status        | closed   |
        | the creator           | pending_closure   | staff with every permission | change the status        | resolved |
        | an active participant | pending_closure   | staff with every permission | change the status        | resolved |
        | the creator           | pending_closure   | staff with every permission | change the status        | closed   |
        | an active participant | pending_closure   | staff with every permission | change the status        | closed   |
        | the creator           | closure_scheduled | staff with every permission | change the status        | resolved |
        | an active participant | closure_scheduled | staff with every permission | change the status        | resolved |
        | the creator           | closure_scheduled | staff with every permission | change the status        | closed   |
        | an active participant | closure_scheduled | staff with every permission | change the status        | closed   |
        | the creator           | closed            | staff with every permission | change the status        | resolved |
        | an active participant | closed            | staff with every permission | change the status        | resolved |
        | the creator           | open              | staff with every permission | schedule a deletion      | closed   |
        | an active participant | open              | staff with every permission | schedule a deletion      | closed   |
        | the creator           | in_progress       | staff with every permission | schedule a deletion      | closed   |
        | an active participant | in_progress       | staff with every permission | schedule a deletion      | closed   |
        | the creator           | awaiting_customer | staff with every permission | schedule a deletion      | closed   |
        | an active participant | awaiting_customer | staff with every permission | schedule a deletion      | closed   |
        | the creator           | required_test     | staff with every permission | schedule a deletion      | closed   |
        | an active participant | required_test     | staff with every permission | schedule a deletion      | closed   |
        | the creator           | required_action   | staff with every permission | schedule a deletion      | closed   |
        | an active participant | required_action   | staff with every permission | schedule a deletion      | closed   |
        | the creator           | resolved          | staff with every permission | schedule a deletion      | closed   |
        | an active participant | resolved          | staff with every permission | schedule a deletion      | closed   |
        | the creator           | pending_closure   | staff with every permission | schedule a deletion      | closed   |
        | an active participant | pending_closure   | staff with every permission | schedule a deletion      | closed   |
        | the creator           | closure_scheduled | staff with every permission | schedule a deletion      | closed   |
        | an active participant | closure_scheduled | staff with every permission | schedule a deletion      | closed   |
        | the creator           | closure_scheduled | the creator                 | close the ticket at once | closed   |
        | an active participant | closure_scheduled | the creator                 | close the ticket at once | closed   |
        | the creator           | closure_scheduled | time                        | closure                  | closed   |
        | an active participant | closure_scheduled | time                        | closure                  | closed   |

  Rule: Any other change of status leaves the favorites alone

    Scenario Outline: The ticket is still a favorite: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      And the ticket is a favorite of <who>
      When <by> brings it to <to> with "<way>"
      Then the ticket is still a favorite of <who>

      @A-13
      Examples:
        | who                   | from              | by                          | way                | to                |
        | the creator           | open              | staff with every permission | change the status  | in_progress       |
        | an active participant | open              | staff with every permission | change the status  | in_progress       |
        | the creator           | open              | staff with every permission | change the status  | awaiting_customer |
        | an active participant | open              | staff with every permission | change the status  | awaiting_customer |
        | the creator           | open              | staff with every permission | change the status  | required_test     |
        | an active participant | open              | staff with every permission | change the status  | required_test     |
        | the creator           | open              | staff with every permission | change the status  | required_action   |
        | an active participant | open              | staff with every permission | change the status  | required_action   |
        | the creator           | open              | staff with every permission | change the status  | pending_closure   |
        | an active participant | open              | staff with every permission | change the status  | pending_closure   |
        | the creator           | in_progress       | staff with every permission | change the status  | open              |
        | an active participant | in_progress       | staff with every permission | change the status  | open              |
        | the creator           | in_progress       | staff with every permission | change the status  | awaiting_customer |
        | an active participant | in_progress       | staff with every permission | change the status  | awaiting_customer |
        | the creator           | in_progress       | staff with every permission | change the status  | required_test     |
        | an active participant | in_progress       | staff with every permission | change the status  | required_test     |
        | the creator           | in_progress       | staff with every permission | change the status  | required_action   |
        | an active participant | in_progress       | staff with every permission | change the status  | required_action   |
        | the creator           | in_progress       | staff with every permission | change the status  | pending_closure   |
        | an active participant | in_progress       | staff with every permission | change the status  | pending_closure   |
        | the creator           | awaiting_customer | staff with every permission | change the status  | open              |
        | an active participant | awaiting_customer | staff with every permission | change the status  | open              |
        | the creator           | awaiting_customer | staff with every permission | change the status  | in_progress       |
        | an active participant | awaiting_customer | staff with every permission | change the status  | in_progress       |
        | the creator           | awaiting_customer | staff with every permission | change the status  | required_test     |
        | an active participant | awaiting_customer | staff with every permission | change the status  | required_test     |
        | the creator           | awaiting_customer | staff with every permission | change the status  | required_action   |
        | an active participant | awaiting_customer | staff with every permission | change the status  | required_action   |
        | the creator           | awaiting_customer | staff with every permission | change the status  | pending_closure   |
        | an active participant | awaiting_customer | staff with every permission | change the status  | pending_closure   |
        | the creator           | required_test     | staff with every permission | change the status  | open              |
        | an active participant | required_test     | staff with every permission | change the status  | open              |
        | the creator           | required_test     | staff with every permission | change the status  | in_progress       |
        | an active participant | required_test     | staff with every permission | change the status  | in_progress       |
        | the creator           | required_test     | staff with every permission | change the status  | awaiting_customer |
        | an active participant | required_test     | staff with every permission | change the status  | awaiting_customer |
        | the creator           | required_test     | staff with every permission | change the status  | required_action   |
        | an active participant | required_test     | staff with every permission | change the status  | required_action   |
        | the creator           | required_test     | staff with every permission | change the status  | pending_closure   |
        | an active participant | required_test     | staff with every permission | change the status  | pending_closure   |
        | the creator           | required_action   | staff with every permission | change the status  | open              |
        | an active participant | required_action   | staff with every permission | change the status  | open              |
        | the creator           | required_action   | staff with every permission | change the status  | in_progress       |
        | an active participant | required_action   | staff with every permission | change the status  | in_progress       |
        | the creator           | required_action   | staff with every permission | change the status  | awaiting_customer |
        | an active participant | required_action   | staff with every permission | change the status  | awaiting_customer |
        | the creator           | required_action   | staff with every permission | change the status  | required_test     |
        | an active participant | required_action   | staff with every permission | change the status  | required_test     |
        | the creator           | required_action   | staff with every permission | change the status  | pending_closure   |
        | an active participant | required_action   | staff with every permission | change the status  | pending_closure   |
        | the creator           | resolved          | staff with every permission | change the status  | open              |
        | an active participant | resolved          | staff with every permission | change the status  | open              |
        | the creator           | resolved          | staff with every permission | change the status  | in_progress       |
        | an active participant | resolved          | staff with every permission | change the status  | in_progress       |
        | the creator           | resolved          | staff with every permission | change the status  | awaiting_customer |
        | an active participant | resolved          | staff with every permission | change the status  | awaiting_customer |
        | the creator           | resolved          | staff with every permission | change the status  | required_test     |
        | an active participant | resolved          | staff with every permission | change the status  | required_test     |
        | the creator           | resolved          | staff with every permission | change the status  | required_action   |
        | an active participant | resolved          | staff with every permission | change the status  | required_action   |
        | the creator           | resolved          | staff with every permission | change the status  | pending_closure   |
        | an active participant | resolved          | staff with every permission | change the status  | pending_closure   |
        | the creator           | pending_closure   | staff with every permission | change the status  | open              |
        | an active participant | pending_closure   | staff with every permission | change the status  | open              |
        | the creator           | pending_closure   | staff with every permission | change the status  | in_progress       |
        | an active participant | pending_closure   | staff with every permission | change the status  | in_progress       |
        | the creator           | pending_closure   | staff with every permission | change the status  | awaiting_customer |
        | an active participant | pending_closure   | staff with every permission | change the status  | awaiting_customer |
        | the creator           | pending_closure   | staff with every permission | change the status  | required_test     |
        | an active participant | pending_closure   | staff with every permission | change the status  | required_test     |
        | the creator           | pending_closure   | staff with every permission | change the status  | required_action   |
        | an active participant | pending_closure   | staff with every permission | change the status  | required_action   |
        | the creator           | closure_scheduled | staff with every permission | change the status  | open              |
        | an active participant | closure_scheduled | staff with every permission | change the status  | open              |
        | the creator           | closure_scheduled | staff with every permission | change the status  | in_progress       |
        | an active participant | closure_scheduled | staff with every permission | change the status  | in_progress       |
        | the creator           | closure_scheduled | staff with every permission | change the status  | awaiting_customer |
        | an active participant | closure_scheduled | staff with every permission | change the status  | awaiting_customer |
        | the creator           | closure_scheduled | staff with every permission | change the status  | required_test     |
        | an active participant | closure_scheduled | staff with every permission | change the status  | required_test     |
        | the creator           | closure_scheduled | staff with every permission | change the status  | required_action   |
        | an active participant | closure_scheduled | staff with every permission | change the status  | required_action   |
        | the creator           | closure_scheduled | staff with every permission | change the status  | pending_closure   |
        | an active participant | closure_scheduled | staff with every permission | change the status  | pending_closure   |
        | the creator           | closed            | staff with every permission | change the status  | open              |
        | an active participant | closed            | staff with every permission | change the status  | open              |
        | the creator           | closed            | staff with every permission | change the status  | in_progress       |
        | an active participant | closed            | staff with every permission | change the status  | in_progress       |
        | the creator           | closed            | staff with every permission | change the status  | awaiting_customer |
        | an active participant | closed            | staff with every permission | change the status  | awaiting_customer |
        | the creator           | closed            | staff with every permission | change the status  | required_test     |
        | an active participant | closed            | staff with every permission | change the status  | required_test     |
        | the creator           | closed            | staff with every permission | change the status  | required_action   |
        | an active participant | closed            | staff with every permission | change the status  | required_action   |
        | the creator           | closed            | staff with every permission | change the status  | pending_closure   |
        | an active participant | closed            | staff with every permission | change the status  | pending_closure   |
        | the creator           | open              | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | open              | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | in_progress       | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | in_progress       | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | awaiting_customer | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | awaiting_customer | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | required_test     | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | required_test     | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | required_action   | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | required_action   | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | resolved          | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | resolved          | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | pending_closure   | staff with every permission | schedule a closure | closure_scheduled |
        | an active participant | pending_closure   | staff with every permission | schedule a closure | closure_scheduled |
        | the creator           | open              | the creator                 | ask for closure    | pending_closure   |
        | an active participant | open              | the creator                 | ask for closure    | pending_closure   |
        | the creator           | in_progress       | the creator                 | ask for closure    | pending_closure   |
        | an active participant | in_progress       | the creator                 | ask for closure    | pending_closure   |
        | the creator           | awaiting_customer | the creator                 | ask for closure    | pending_closure   |
        | an active participant | awaiting_customer | the creator                 | ask for closure    | pending_closure   |
        | the creator           | required_test     | the creator                 | ask for closure    | pending_closure   |
        | an active participant | required_test     | the creator                 | ask for closure    | pending_closure   |
        | the creator           | required_action   | the creator                 | ask for closure    | pending_closure   |
        | an active participant | required_action   | the creator                 | ask for closure    | pending_closure   |
        | the creator           | resolved          | the creator                 | ask for closure    | pending_closure   |
        | an active participant | resolved          | the creator                 | ask for closure    | pending_closure   |

  Rule: Any other change of status leaves the favorites of all others alone, too

    Scenario Outline: The ticket is still a favorite of others: <who>, from <from> to <to>, <by>, <way>
      Given <who> and a ticket
      And the ticket is in status <from>
      And the ticket is a favorite of <who>
      When <by> brings it to <to> with "<way>"
      Then the ticket is still a favorite of <who>

      @A-13
      Examples:
        | who                         | from        | by                          | way                | to                |
        | staff with every permission | open        | staff with every permission | change the status  | pending_closure   |
        | staff with every permission | open        | staff with every permission | schedule a closure | closure_scheduled |
        | staff with every permission | open        | staff with every permission | change the status  | required_action   |
        | staff with every permission | open        | staff with every permission | change the status  | required_test     |
        | staff with every permission | open        | staff with every permission | change the status  | awaiting_customer |
        | staff with every permission | open        | staff with every permission | change the status  | in_progress       |
        | staff with every permission | in_progress | staff with every permission | change the status  | open              |
