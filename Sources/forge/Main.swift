import ArgumentParser
import ForgeCore
import Foundation

/// Parses, runs, and turns the outcome into an exit code: 0 done, 1 failed, 2 the input was wrong, 130 interrupted.
@main
enum Main {
    static func main() async {
        // A file that grows past a limit (ulimit -f) is then an error of the write, which says what to do.
        signal(SIGXFSZ, SIG_IGN)
        DotEnv.load()
        if let message = SubcommandCheck(Array(CommandLine.arguments.dropFirst())).message {
            StandardError.write(message + "\n")
            Foundation.exit(2)
        }
        do {
            var command = try Forge.parseAsRoot()
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(ExitReport(error).print())
        }
    }
}

/// The one place that decides what an error prints and which code the process ends with.
struct ExitReport {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    func print() -> Int32 {
        switch error {
        case let error as any ForgeError:
            write(wantsJSON ? json(error) : "forge: \(error.description)")
            return error.kind == .invalidInput ? 2 : 1
        // Of a command that has printed its outcome itself.
        case let code as ExitCode:
            return code.rawValue
        case is CancellationError:
            write("forge: interrupted; what was finished is stored")
            return 130
        default:
            return printParserOutcome()
        }
    }

    /// Help and version come as errors too; usage errors end with 2 instead of the parser's 64.
    private func printParserOutcome() -> Int32 {
        let code = Forge.exitCode(for: error)
        let message = Forge.fullMessage(for: error)
        if code == .success {
            Swift.print(message)
            return 0
        }
        if !message.isEmpty { write(message) }
        return code == .validationFailure ? 2 : 1
    }

    private var wantsJSON: Bool { CommandLine.arguments.contains("--json") }

    private func json(_ error: any ForgeError) -> String {
        var members: [String: JSONValue] = [
            "code": .string(error.code), "kind": .string(error.kind.rawValue), "message": .string(error.message),
        ]
        if let cause = error.cause { members["cause"] = .string(cause) }
        if let remedy = error.remedy { members["remedy"] = .string(remedy) }
        return (try? JSON.text(JSONValue.object(["error": .object(members)]))) ?? error.description
    }

    private func write(_ text: String) { StandardError.write(text + "\n") }
}
