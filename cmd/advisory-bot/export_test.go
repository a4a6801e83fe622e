package main

// RootCommand is the program's command line, for the laws that compare texts with
// it.
var RootCommand = rootCommand
