import ForgeCore

/// What goes wrong in commands themselves.
typealias CommandError = DomainError<CommandDomain>

enum CommandDomain {}
