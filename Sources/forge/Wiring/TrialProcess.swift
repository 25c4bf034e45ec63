import ForgeCore
import ForgeLab
import Foundation
import Subprocess

/// Tries a batch in a process of its own: this program again, with a command that is not shown in the help.
struct TrialProcess: Sendable {
    let config: String
    let adapter: String?
    let serving: String
    /// Bytes of address space.
    let limit: Int
    /// Seconds. A library that gets no memory for a thread may wait for that thread for ever.
    let timeout: Double

    private static let outputLimit = 1 << 20

    /// - Throws: `CommandError` `memory.no-process`; `CancellationError`, after which the process is gone, too.
    func run(_ method: String, _ batch: Int) async throws -> MemoryOutcome {
        do {
            return try await withTimeLimit(seconds: timeout) { try await tried(method, batch) }
        } catch is TimeLimitExceeded {
            return .exceeds("its process was not done after \(NumberText.seconds(timeout)) and was ended")
        }
    }

    private func tried(_ method: String, _ batch: Int) async throws -> MemoryOutcome {
        var arguments = [
            "bench", BenchMemoryTrial.name, config, "--method", method, "--serving", serving, "--batch", "\(batch)",
            "--limit", "\(limit)", "--json",
        ]
        if let adapter { arguments += ["--adapter", adapter] }
        guard let program = Bundle.main.executableURL?.path else {
            throw CommandError(.internalFailure, "memory.no-process", "The program does not know where its file is.")
        }
        do {
            let result = try await Subprocess.run(
                .path(PathLiteral.make(program)), arguments: Arguments(arguments),
                output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
            switch result.terminationStatus {
            case .exited(0): return try Self.trial(result.standardOutput)
            case .exited(let code): return Self.failure(result.standardError, code: Int(code))
            case .signaled(let signal): return .exceeds(Self.ended(by: Int(signal), result.standardError))
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw CommandError(
                .unavailable, "memory.no-process", "The process of a trial could not be run.", cause: error.description)
        }
    }

    private static func trial(_ output: String) throws -> MemoryOutcome {
        do {
            return .fits(try JSON.decode(from: output))
        } catch {
            return .failed("its process said nothing that could be read")
        }
    }

    /// Of a process that ended by itself and told why.
    private static func failure(_ errors: String, code: Int) -> MemoryOutcome {
        let line = errors.split(separator: "\n").last { $0.hasPrefix("{\"error\"") }
        guard let line, let told: JSONValue = try? JSON.decode(from: String(line)), let error = told["error"] else {
            return .failed("its process ended with \(code): \(tail(errors))")
        }
        let parts = [error["message"]?.string, error["cause"]?.string].compactMap(\.self)
        let reason = parts.joined(separator: " ").split(separator: "\n").joined(separator: " ")
        let isMemory = error["kind"]?.string == ErrorKind.resourceExhausted.rawValue
        // llama.cpp says of a file that there was no memory for only that it could not be loaded.
        return isMemory || error["code"]?.string == "model.load-failed" ? .exceeds(reason) : .failed(reason)
    }

    /// Libraries that get no memory abort, and the system kills: there is no other reason for a trial to die so.
    private static func ended(by signal: Int, _ errors: String) -> String {
        let name = [4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 9: "SIGKILL", 11: "SIGSEGV"][signal]
        let told = tail(errors)
        return "its process was ended by \(name ?? "signal \(signal)")" + (told.isEmpty ? "" : ": \(told)")
    }

    private static func tail(_ text: String) -> String {
        let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        return String(lines.last?.prefix(300) ?? "")
    }
}
