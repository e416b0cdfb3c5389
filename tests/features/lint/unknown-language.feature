# language: tlh-x
# expect not-gherkin 1:1
Feature: A language that nobody speaks
