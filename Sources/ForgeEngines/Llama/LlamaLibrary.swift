import CLlama
import Foundation
import Synchronization

/// llama.cpp as a process-wide library: started once, its log kept instead of printed.
package enum LlamaLibrary {
    private static let started: Void = {
        llama_log_set({ level, text, _ in LlamaLog.record(level: level, text: text) }, nil)
        llama_backend_init()
    }()

    static func start() { _ = started }

    /// Version of llama.cpp and the instruction sets in use.
    package static var build: String {
        start()
        let version = String(cString: llama_version())
        let features = String(cString: llama_print_system_info())
            .split(separator: "|")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasSuffix("= 1") }
            .map { $0.replacingOccurrences(of: " = 1", with: "") }
        return "llama.cpp \(version) (\(features.joined(separator: ", ")))"
    }
}

/// The last warnings and errors that llama.cpp logged, for the cause of our errors.
enum LlamaLog {
    private struct State {
        var lines: [String] = []
        /// Whether continuation pieces belong to a line worth keeping.
        var keepsContinuation = false
    }

    private static let state = Mutex(State())
    private static let limit = 6

    static func record(level: ggml_log_level, text: UnsafePointer<CChar>?) {
        guard let text else { return }
        let line = String(cString: text).trimmingCharacters(in: .whitespacesAndNewlines)
        state.withLock { state in
            if level == GGML_LOG_LEVEL_CONT {
                if state.keepsContinuation, !line.isEmpty, let last = state.lines.indices.last {
                    state.lines[last] += line
                }
                return
            }
            state.keepsContinuation = level == GGML_LOG_LEVEL_ERROR || level == GGML_LOG_LEVEL_WARN
            guard state.keepsContinuation, !line.isEmpty else { return }
            state.lines.append(line)
            if state.lines.count > limit { state.lines.removeFirst() }
        }
    }

    /// Forgets what was logged, so that the next error's cause is its own.
    static func clear() { state.withLock { $0.lines.removeAll() } }

    static var lastLines: String? {
        let lines = state.withLock { $0.lines }
        return lines.isEmpty ? nil : lines.joined(separator: "; ")
    }
}
