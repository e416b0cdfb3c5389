# Rendered from ticket-statuses 1.0.0. Change the rules or the templates, and never this file.

Feature: What staff may do

  Permissions decide, and the status never does.

  Rule: Staff may write a message in these statuses

    @matrix
    Scenario Outline: Staff may write a message: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to write a message
      Then it is done

      @T-2
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all and messages.create          | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all and messages.create          | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all and messages.create          | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all and messages.create          | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all and messages.create          | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all and messages.create          | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all and messages.create          | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with nothing but tickets.view_all and messages.create          | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with nothing but tickets.view_all and messages.create          | closed            |
        | the assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Staff cannot write a message without the permission

    Scenario Outline: Without the permission nobody can write a message: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to write a message
      Then it is refused
      And nothing has changed

      @T-5
      Examples:
        | who                                                                 | status            |
        | staff with every permission but messages.create                     | open              |
        | the assigned staff member with every permission but messages.create | open              |
        | staff with every permission but messages.create                     | in_progress       |
        | the assigned staff member with every permission but messages.create | in_progress       |
        | staff with every permission but messages.create                     | awaiting_customer |
        | the assigned staff member with every permission but messages.create | awaiting_customer |
        | staff with every permission but messages.create                     | required_test     |
        | the assigned staff member with every permission but messages.create | required_test     |
        | staff with every permission but messages.create                     | required_action   |
        | the assigned staff member with every permission but messages.create | required_action   |
        | staff with every permission but messages.create                     | resolved          |
        | the assigned staff member with every permission but messages.create | resolved          |
        | staff with every permission but messages.create                     | pending_closure   |
        | the assigned staff member with every permission but messages.create | pending_closure   |
        | staff with every permission but messages.create                     | closure_scheduled |
        | the assigned staff member with every permission but messages.create | closure_scheduled |
        | staff with every permission but messages.create                     | closed            |
        | the assigned staff member with every permission but messages.create | closed            |

  Rule: Staff may change the status in these statuses

    @matrix
    Scenario Outline: Staff may change the status: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to change the status
      Then it is done

      @T-3
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all and tickets.change_status    | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all and tickets.change_status    | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all and tickets.change_status    | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all and tickets.change_status    | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all and tickets.change_status    | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all and tickets.change_status    | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all and tickets.change_status    | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with nothing but tickets.view_all and tickets.change_status    | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with nothing but tickets.view_all and tickets.change_status    | closed            |
        | the assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Staff cannot change the status without the permission

    Scenario Outline: Without the permission nobody can change the status: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to change the status
      Then it is refused
      And nothing has changed

      @T-5
      Examples:
        | who                                                                       | status            |
        | staff with every permission but tickets.change_status                     | open              |
        | the assigned staff member with every permission but tickets.change_status | open              |
        | staff with every permission but tickets.change_status                     | in_progress       |
        | the assigned staff member with every permission but tickets.change_status | in_progress       |
        | staff with every permission but tickets.change_status                     | awaiting_customer |
        | the assigned staff member with every permission but tickets.change_status | awaiting_customer |
        | staff with every permission but tickets.change_status                     | required_test     |
        | the assigned staff member with every permission but tickets.change_status | required_test     |
        | staff with every permission but tickets.change_status                     | required_action   |
        | the assigned staff member with every permission but tickets.change_status | required_action   |
        | staff with every permission but tickets.change_status                     | resolved          |
        | the assigned staff member with every permission but tickets.change_status | resolved          |
        | staff with every permission but tickets.change_status                     | pending_closure   |
        | the assigned staff member with every permission but tickets.change_status | pending_closure   |
        | staff with every permission but tickets.change_status                     | closure_scheduled |
        | the assigned staff member with every permission but tickets.change_status | closure_scheduled |
        | staff with every permission but tickets.change_status                     | closed            |
        | the assigned staff member with every permission but tickets.change_status | closed            |

  Rule: Staff may assign the ticket in these statuses

    @matrix
    Scenario Outline: Staff may assign the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      When <who> tries to assign the ticket
      Then it is done

      @T-4
      Examples:
        | who                                                                  | status            |
        | staff with nothing but tickets.view_all and tickets.assign           | open              |
        | the assigned staff member with every permission but tickets.view_all | open              |
        | staff with nothing but tickets.view_all and tickets.assign           | in_progress       |
        | the assigned staff member with every permission but tickets.view_all | in_progress       |
        | staff with nothing but tickets.view_all and tickets.assign           | awaiting_customer |
        | the assigned staff member with every permission but tickets.view_all | awaiting_customer |
        | staff with nothing but tickets.view_all and tickets.assign           | required_test     |
        | the assigned staff member with every permission but tickets.view_all | required_test     |
        | staff with nothing but tickets.view_all and tickets.assign           | required_action   |
        | the assigned staff member with every permission but tickets.view_all | required_action   |
        | staff with nothing but tickets.view_all and tickets.assign           | resolved          |
        | the assigned staff member with every permission but tickets.view_all | resolved          |
        | staff with nothing but tickets.view_all and tickets.assign           | pending_closure   |
        | the assigned staff member with every permission but tickets.view_all | pending_closure   |
        | staff with nothing but tickets.view_all and tickets.assign           | closure_scheduled |
        | the assigned staff member with every permission but tickets.view_all | closure_scheduled |
        | staff with nothing but tickets.view_all and tickets.assign           | closed            |
        | the assigned staff member with every permission but tickets.view_all | closed            |

  Rule: Staff cannot assign the ticket without the permission

    Scenario Outline: Without the permission nobody can assign the ticket: <who>, <status>
      Given <who> and a ticket
      And the ticket is in status <status>
      And there is something on it to lose
      And the state of the ticket is noted
      When <who> tries to assign the ticket
      Then it is refused
      And nothing has changed

      @T-5
      Examples:
        | who                                                                | status            |
        | staff with every permission but tickets.assign                     | open              |
        | the assigned staff member with every permission but tickets.assign | open              |
        | staff with every permission but tickets.assign                     | in_progress       |
        | the assigned staff member with every permission but tickets.assign | in_progress       |
        | staff with every permission but tickets.assign                     | awaiting_customer |
        | the assigned staff member with every permission but tickets.assign | awaiting_customer |
        | staff with every permission but tickets.assign                     | required_test     |
        | the assigned staff member with every permission but tickets.assign | required_test     |
        | staff with every permission but tickets.assign                     | required_action   |
        | the assigned staff member with every permission but tickets.assign | required_action   |
        | staff with every permission but tickets.assign                     | resolved          |
        | the assigned staff member with every permission but tickets.assign | resolved          |
        | staff with every permission but tickets.assign                     | pending_closure   |
        | the assigned staff member with every permission but tickets.assign | pending_closure   |
        | staff with every permission but tickets.assign                     | closure_scheduled |
        | the assigned staff member with every permission but tickets.assign | closure_scheduled |
        | staff with every permission but tickets.assign                     | closed            |
        | the assigned staff member with every permission but tickets.assign | closed            |

  Rule: Staff can change the status from every status to every other that can be chosen

    Scenario Outline: Staff can change the status: <who>, from <from> to <to>
      Given <who> and a ticket
      And the ticket is in status <from>
      When <who> tries to change the status, choosing <to>
      Then it is done
      And the status is <to>

      @T-6
      Examples:
        | who                         | from              | to                |
        | staff with every permission | open              | in_progress       |
        | staff with every permission | open              | awaiting_customer |
        | staff with every permission | open              | required_test     |
        | staff with every permission | open              | required_action   |
        | staff with every permission | open              | resolved          |
        | staff with every permission | open              | pending_closure   |
        | staff with every permission | open              | closed            |
        | staff with every permission | in_progress       | open              |
        | staff with every permission | in_progress       | awaiting_customer |
        | staff with every permission | in_progress       | required_test     |
        | staff with every permission | in_progress       | required_action   |
        | staff with every permission | in_progress       | resolved          |
        | staff with every permission | in_progress       | pending_closure   |
        | staff with every permission | in_progress       | closed            |
        | staff with every permission | awaiting_customer | open              |
        | staff with every permission | awaiting_customer | in_progress       |
        | staff with every permission | awaiting_customer | required_test     |
        | staff with every permission | awaiting_customer | required_action   |
        | staff with every permission | awaiting_customer | resolved          |
        | staff with every permission | awaiting_customer | pending_closure   |
        | staff with every permission | awaiting_customer | closed            |
        | staff with every permission | required_test     | open              |
        | staff with every permission | required_test     | in_progress       |
        | staff with every permission | required_test     | awaiting_customer |
        | staff with every permission | required_test     | required_action   |
        | staff with every permission | required_test     | resolved          |
        | staff with every permission | required_test     | pending_closure   |
        | staff with every permission | required_test     | closed            |
        | staff with every permission | required_action   | open              |
        | staff with every permission | required_action   | in_progress       |
        | staff with every permission | required_action   | awaiting_customer |
        | staff with every permission | required_action   | required_test     |
        | staff with every permission | required_action   | resolved          |
        | staff with every permission | required_action   | pending_closure   |
        | staff with every permission | required_action   | closed            |
        | staff with every permission | resolved          | open              |
        | staff with every permission | resolved          | in_progress       |
        | staff with every permission | resolved          | awaiting_customer |
        | staff with every permission | resolved          | required_test     |
        | staff with every permission | resolved          | required_action   |
        | staff with every permission | resolved          | pending_closure   |
        | staff with every permission | resolved          | closed            |
        | staff with every permission | pending_closure   | open              |
        | staff with every permission | pending_closure   | in_progress       |
        | staff with every permission | pending_closure   | awaiting_customer |
        | staff with every permission | pending_closure   | required_test     |
        | staff with every permission | pending_closure   | required_action   |
        | staff with every permission | pending_closure   | resolved          |
        | staff with every permission | pending_closure   | closed            |
        | staff with every permission | closure_scheduled | open              |
        | staff with every permission | closure_scheduled | in_progress       |
        | staff with every permission | closure_scheduled | awaiting_customer |
        | staff with every permission | closure_scheduled | required_test     |
        | staff with every permission | closure_scheduled | required_action   |
        | staff with every permission | closure_scheduled | resolved          |
        | staff with every permission | closure_scheduled | pending_closure   |
        | staff with every permission | closure_scheduled | closed            |
        | staff with every permission | closed            | open              |
        | staff with every permission | closed            | in_progress       |
        | staff with every permission | closed            | awaiting_customer |
        | staff with every permission | closed            | required_test     |
        | staff with every permission | closed            | required_action   |
        | staff with every permission | closed            | resolved          |
        | staff with every permission | closed            | pending_closure   |
