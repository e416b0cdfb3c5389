# expect no-scenario 1:1
Feature: Nothing

  Rule: Nothing either
