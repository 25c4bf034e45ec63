import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeStore
import Foundation

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is installed, where, and what is missing.",
        discussion: """
            Ends with 1 when something that experiments need does not work.

            EXAMPLE
              forge doctor
              forge doctor --licenses
            """)

    @Flag(help: "List what forge is built with instead: versions and licences.")
    var licenses = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        if licenses {
            let dependencies = Dependency.all(versions: Dependency.recordedVersions())
            if output.json { return try output.print(json: dependencies) }
            for line in LicenceTable(dependencies: dependencies).lines { print(line) }
            return
        }
        let checks = await DoctorChecks(home: ForgeHome()).run()
        if output.json {
            try output.print(json: checks)
        } else {
            for check in checks { print(check.line) }
        }
        if checks.contains(where: { $0.state == .broken }) { throw ExitCode(1) }
    }
}

/// One thing the doctor looked at.
struct DoctorCheck: Encodable {
    enum State: String, Encodable { case good, note, broken }

    var name: String
    var state: State
    var finding: String
    var remedy: String?

    var line: String {
        let sign =
            switch state {
            case .good: "ok  "
            case .note: "note"
            case .broken: "FAIL"
            }
        let name = name.padding(toLength: 12, withPad: " ", startingAt: 0)
        return "\(sign)  \(name) \(finding)" + (remedy.map { "\n                   \($0)" } ?? "")
    }
}

/// What the doctor looks at, one function each.
struct DoctorChecks {
    let home: ForgeHome

    func run() async -> [DoctorCheck] {
        [version, machine, engine, homeFolder, await store, disk, models, datasets, python]
    }

    private var version: DoctorCheck {
        let commit = BuildInfo.current.commit.map { "commit \($0)" } ?? "commit unknown (not built by ./forge-setup)"
        return DoctorCheck(name: "forge", state: .good, finding: "\(BuildInfo.version), \(commit)")
    }

    private var machine: DoctorCheck {
        let host = HostInfo.current
        let memory = ByteCountFormatter.string(fromByteCount: Int64(host.memory), countStyle: .memory)
        return DoctorCheck(
            name: "machine", state: .good, finding: "\(host.cpu), \(host.cores) cores, \(memory), \(host.system)")
    }

    private var engine: DoctorCheck {
        DoctorCheck(name: "llama.cpp", state: .good, finding: LlamaLibrary.build)
    }

    private var homeFolder: DoctorCheck {
        let probe = home.root.appending(path: ".write-probe-\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try FileManager.default.createDirectory(at: home.root, withIntermediateDirectories: true)
            try Data().write(to: probe)
            try FileManager.default.removeItem(at: probe)
            return DoctorCheck(name: "home", state: .good, finding: home.root.path)
        } catch {
            return DoctorCheck(
                name: "home", state: .broken,
                finding: "cannot write to \(home.root.path): \(error.localizedDescription)",
                remedy: "set FORGE_HOME to a folder you own")
        }
    }

    private var store: DoctorCheck {
        get async {
            do {
                let place = try StorePlace(home: home)
                let store = try await place.open()
                let count = try await store.experiments(ExperimentQuery(hasDetails: false, limit: 1)).total
                try await store.close()
                let server = try await place.schema().server
                return DoctorCheck(
                    name: "store", state: .good,
                    finding: "\(place) (\(server)), \(count) experiment\(count == 1 ? "" : "s")")
            } catch {
                return DoctorCheck(name: "store", state: .broken, finding: "\(error)")
            }
        }
    }

    private var disk: DoctorCheck {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: home.root.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
            return DoctorCheck(name: "disk", state: .note, finding: "free space unknown")
        }
        let text = ByteCountFormatter.string(fromByteCount: free, countStyle: .file)
        return DoctorCheck(
            name: "disk", state: free < 1 << 30 ? .note : .good, finding: "\(text) free",
            remedy: free < 1 << 30 ? "models need space: forge models remove NAME frees some" : nil)
    }

    private var models: DoctorCheck {
        listing("models") { $0.models.list().filter(\.isInstalled).map(\.entry.name) }
    }

    private var datasets: DoctorCheck {
        listing("data sets") { $0.datasets.list().filter(\.isInstalled).map(\.entry.name) }
    }

    private func listing(_ name: String, _ names: (Libraries) -> [String]) -> DoctorCheck {
        do {
            let names = try names(Libraries())
            return names.isEmpty
                ? DoctorCheck(
                    name: name, state: .note, finding: "none yet", remedy: "forge run fetches what a config needs")
                : DoctorCheck(name: name, state: .good, finding: names.joined(separator: ", "))
        } catch {
            return DoctorCheck(name: name, state: .broken, finding: "\(error)")
        }
    }

    private var python: DoctorCheck {
        let found = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
        return found
            ? DoctorCheck(name: "python3", state: .good, finding: "there (used to download from PyPI)")
            : DoctorCheck(
                name: "python3", state: .note, finding: "not found",
                remedy: "needed only to download models and data sets from PyPI: install python3 and pip")
    }
}
