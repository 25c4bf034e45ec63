import ArgumentParser
import ForgeCore

/// Finds a word that is no command of a group, before the group's default command takes it for its own argument and
/// explains itself instead of the group.
struct SubcommandCheck {
    /// What to print; nil when there is nothing to say.
    let message: String?

    init(_ arguments: [String]) {
        guard arguments.count > 1, !arguments[1].hasPrefix("-"), let group = Self.group(arguments[0]) else {
            message = nil
            return
        }
        let names = group.subcommands.compactMap { $0.configuration.commandName }
        let word = arguments[1]
        guard !names.contains(word), !group.subcommands.contains(where: { $0.configuration.aliases.contains(word) })
        else {
            message = nil
            return
        }
        let nearest = NearestName.of(word, among: names).map { " Did you mean `\($0)`?" } ?? ""
        message = """
            Error: `forge \(arguments[0])` has no command `\(word)`.\(nearest)
            Usage: forge \(arguments[0]) <command>
              Commands: \(names.joined(separator: ", "))
              See 'forge \(arguments[0]) --help' for more information.
            """
    }

    private static func group(_ name: String) -> CommandConfiguration? {
        Forge.configuration.subcommands.map { $0.configuration }
            .first { $0.commandName == name && $0.defaultSubcommand != nil }
    }
}
