import ArgumentParser
import ForgeCore
import ForgeWeb
import Foundation

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Tokens with names and roles for those who use a server.",
        discussion: """
            A server asks for a token as soon as there is one. Beside FORGE_API_TOKEN, which may do everything, each person \
            or program gets a token of its own, which can be ended alone: at once, also while the server runs.

              viewer  looks, compares and exports
              runner  also makes, runs and stops experiments, trainings, knowledge bases and votes
              admin   also deletes and restores, and downloads models and data

            The file of tokens is $FORGE_TOKENS, by default the file tokens in FORGE_HOME. It holds hashes only, and its owner \
            alone may read it.

            EXAMPLE
              forge token create anna --role runner
              forge token list
              forge token revoke anna
            """,
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])

    /// The file of tokens that commands and servers use.
    static func file(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> TokenFile {
        if let path = environment["FORGE_TOKENS"], !path.isEmpty { return TokenFile(URL(filePath: path)) }
        return TokenFile(ForgeHome(environment: environment).root.appending(path: "tokens"))
    }
}

struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token and show it once.",
        discussion: """
            EXAMPLE
              forge token create anna --role runner
            """)

    @Argument(help: "Who it is for: lower-case letters, digits and hyphens.")
    var name: String
    @Option(help: "What it may do: viewer, runner or admin.")
    var role = Role.viewer

    func run() async throws {
        let token = try TokenCommand.file().add(name, role: role)
        print(token)
        // Apart, so that a script can take the token from the output.
        StandardError.write("\(name) may \(role.abilities). The token is shown this once and is kept nowhere.\n")
    }
}

struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Names and roles of the tokens.",
        discussion: """
            EXAMPLE
              forge token list
            """)

    @OptionGroup var output: OutputOptions

    private struct Listed: Encodable {
        var name: String
        var role: Role
    }

    func run() async throws {
        let file = TokenCommand.file()
        let tokens = file.exists ? try file.read() : []
        if output.json { return try output.print(json: tokens.map { Listed(name: $0.name, role: $0.role) }) }
        guard !tokens.isEmpty else {
            print("There are no tokens in \(file.url.path). Make one: forge token create NAME --role runner")
            return
        }
        let width = tokens.map(\.name.count).max() ?? 0
        for token in tokens {
            print("\(token.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(token.role.rawValue)")
        }
    }
}

struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a token; running servers refuse it within a second.",
        discussion: """
            EXAMPLE
              forge token revoke anna
            """)

    @Argument(help: "Name of the token.")
    var name: String

    func run() async throws {
        let file = TokenCommand.file()
        try file.revoke(name)
        print("\(name) was revoked.")
        if try file.read().isEmpty {
            print("No token is left: servers with this file now ask for FORGE_API_TOKEN, or let nobody in.")
        }
    }
}

extension Role: ExpressibleByArgument {}
