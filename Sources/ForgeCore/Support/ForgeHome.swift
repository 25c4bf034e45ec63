package import Foundation

/// Where this installation keeps its files: `FORGE_HOME`, by default `~/.local/share/llm-forge`.
package struct ForgeHome: Sendable, Hashable {
    package var root: URL

    package init(root: URL) { self.root = root }

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        if let path = environment["FORGE_HOME"], !path.isEmpty {
            root = URL(filePath: path, directoryHint: .isDirectory)
        } else {
            let home =
                environment["HOME"].map { URL(filePath: $0, directoryHint: .isDirectory) }
                ?? FileManager.default.homeDirectoryForCurrentUser
            root = home.appending(path: ".local/share/llm-forge", directoryHint: .isDirectory)
        }
    }

    package var database: URL { root.appending(path: "forge.sqlite") }
    package var models: URL { root.appending(path: "models", directoryHint: .isDirectory) }
    package var datasets: URL { root.appending(path: "datasets", directoryHint: .isDirectory) }
    package var encoders: URL { root.appending(path: "encoders", directoryHint: .isDirectory) }
    package var corpora: URL { root.appending(path: "corpora", directoryHint: .isDirectory) }
    /// Saved subsets: one JSON file per (data set, split, n, seed).
    package var samples: URL { root.appending(path: "samples", directoryHint: .isDirectory) }
    /// Knowledge bases: one folder each.
    package var knowledge: URL { root.appending(path: "knowledge", directoryHint: .isDirectory) }
    /// What Wikipedia answered.
    package var wikipedia: URL { root.appending(path: "wikipedia", directoryHint: .isDirectory) }
    /// Trainings: one folder each.
    package var trainings: URL { root.appending(path: "trainings", directoryHint: .isDirectory) }
    /// Files of preference pairs that trainings name without a path, and which of their pairs are marked as bad.
    package var pairs: URL { root.appending(path: "pairs", directoryHint: .isDirectory) }
    /// What benchmark matrices and memory profiles measured: one JSON document each.
    package var benchmarks: URL { root.appending(path: "benchmarks", directoryHint: .isDirectory) }
    /// Where `forge db backup` puts files that are given no other place.
    package var backups: URL { root.appending(path: "backups", directoryHint: .isDirectory) }
    package var downloads: URL { root.appending(path: "downloads", directoryHint: .isDirectory) }
}
