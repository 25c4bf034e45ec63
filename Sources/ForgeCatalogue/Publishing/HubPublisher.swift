package import ForgeCore
import Foundation

/// Puts files into a model repository of the Hugging Face Hub, in one commit.
///
/// What the Hub has already, from an earlier commit or from an attempt that was cut off, is not sent again.
package struct HubPublisher: Sendable {
    package struct Outcome: Sendable, Hashable, Codable {
        package var repository: String
        package var isPrivate: Bool
        /// Nil when nothing was to be done.
        package var commit: String?
        /// Paths whose content was sent, and those that were there already.
        package var sent: [String]
        package var kept: [String]
    }

    package var settings: HubSettings
    package var retry: RetryPolicy
    package var report: ProgressHandler

    package init(
        settings: HubSettings, retry: RetryPolicy = .init(), report: @escaping ProgressHandler = { _ in }
    ) {
        self.settings = settings
        self.retry = retry
        self.report = report
    }

    /// - Parameter repository: `owner/name`; created when it is not there.
    /// - Throws: `CatalogueError`: `push.…`, `hub.…`. The token stands in none of them.
    package func publish(
        _ files: [UploadFile], to repository: String, isPrivate: Bool = true, message: String
    ) async throws -> Outcome {
        try check(repository)
        do {
            return try await HTTPFetcher.with(policy: retry) { fetcher in
                let hub = HubRepository(
                    settings: settings, fetcher: fetcher, name: repository, revision: "main",
                    notify: { report(.retrying(repository, after: redacted($0), pause: $1)) })
                try await prepare(hub, isPrivate: isPrivate)
                return try await publish(files, to: hub, isPrivate: isPrivate, message: message)
            }
        } catch let error as CatalogueError {
            throw redacted(error)
        }
    }

    // MARK: Steps

    private func check(_ repository: String) throws {
        guard repository.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}/) != nil else {
            throw CatalogueError(
                .invalidInput, "push.repository", "A repository is written owner/name, not `\(repository)`.",
                remedy: "Use letters, digits, -, _ and . in both.")
        }
        guard !settings.isOffline else {
            throw CatalogueError(
                .conflict, "push.offline", "HF_HUB_OFFLINE forbids to publish.", remedy: "Unset HF_HUB_OFFLINE.")
        }
        guard settings.token != nil else {
            throw CatalogueError(
                .permissionDenied, "push.no-token", "Publishing needs a token with the right to write.",
                remedy: "Make one at \(settings.endpoint)/settings/tokens and set HF_TOKEN in the environment.")
        }
        guard Origin(settings.endpoint)?.isPrivate == true else {
            throw CatalogueError(
                .invalidInput, "push.unencrypted", "The token would be sent unencrypted to \(settings.endpoint).",
                remedy: "Use an https address in HF_ENDPOINT.")
        }
    }

    /// Makes the repository when it is not there, and stops where others would see what they should not.
    private func prepare(_ hub: HubRepository, isPrivate: Bool) async throws {
        report(PullProgress(file: hub.name, phase: .connecting))
        var there = try await hub.isPrivate()
        if there == nil {
            try await hub.create(isPrivate: isPrivate)
            there = try await hub.isPrivate()
        }
        guard isPrivate, there == false else { return }
        throw CatalogueError(
            .conflict, "push.public", "The repository \(hub.name) is public: everybody would see what is uploaded.",
            remedy: "Make it private in its settings, name another one, or say --public.")
    }

    private func publish(
        _ files: [UploadFile], to hub: HubRepository, isPrivate: Bool, message: String
    ) async throws -> Outcome {
        let modes = try await hub.modes(files)
        var outcome = Outcome(repository: hub.name, isPrivate: isPrivate, sent: [], kept: [])
        var lines: [JSONValue] = [["key": "header", "value": ["summary": .string(message), "description": ""]]]
        for file in files {
            guard let mode = modes[file.path] else {
                throw CatalogueError(
                    .unavailable, "hub.not-a-hub", "The Hub does not say how to upload \(file.path).",
                    remedy: "Check HF_ENDPOINT.")
            }
            if mode.isIgnored { continue }
            // Storage hosts take no empty objects.
            let isLarge = mode.isLarge && file.bytes > 0
            if mode.there == (isLarge ? file.sha256 : file.blob) {
                outcome.kept.append(file.path)
                continue
            }
            if isLarge {
                let isSent = try await upload(file, to: hub)
                if isSent { outcome.sent.append(file.path) } else { outcome.kept.append(file.path) }
                lines.append(Self.largeLine(file))
            } else {
                outcome.sent.append(file.path)
                lines.append(try Self.smallLine(file))
            }
        }
        if lines.count > 1 { outcome.commit = try await hub.commit(lines) }
        return outcome
    }

    private static func largeLine(_ file: UploadFile) -> JSONValue {
        [
            "key": "lfsFile",
            "value": [
                "path": .string(file.path), "algo": "sha256", "oid": .string(file.sha256), "size": .integer(file.bytes),
            ],
        ]
    }

    private static func smallLine(_ file: UploadFile) throws -> JSONValue {
        let content: Data
        do {
            content = try Data(contentsOf: file.url)
        } catch {
            throw CatalogueError.unreadable(file.url.path(percentEncoded: false), cause: error.localizedDescription)
        }
        guard Digest.sha256(content) == file.sha256 else { throw changed(file) }
        return [
            "key": "file",
            "value": [
                "path": .string(file.path), "encoding": "base64", "content": .string(content.base64EncodedString()),
            ],
        ]
    }

    private static func changed(_ file: UploadFile) -> CatalogueError {
        CatalogueError(
            .conflict, "push.changed", "\(file.path) was changed while it was being published.",
            remedy: "Publish it again when nothing writes to it.")
    }

    // MARK: Large files

    /// Whether it had to be sent.
    private func upload(_ file: UploadFile, to hub: HubRepository) async throws -> Bool {
        guard let ticket = try await hub.ticket(file) else { return false }
        switch ticket.way {
        case .whole(let url, let headers):
            _ = try await hub.put(
                file, 0..<file.bytes, to: url, headers: headers.map { ($0.key, $0.value) },
                onRead: progress(file, from: 0))
        case .parts(let urls, let bytes, let completion):
            var tags: [String] = []
            for (index, url) in urls.enumerated() {
                let range = index * bytes..<min((index + 1) * bytes, file.bytes)
                let tag = try await hub.put(
                    file, range, to: url, headers: [], onRead: progress(file, from: range.lowerBound))
                guard let tag, !tag.isEmpty else {
                    throw CatalogueError(
                        .unavailable, "push.incomplete", "Part \(index + 1) of \(file.path) was not confirmed.",
                        cause: "the storage host sent no ETag", remedy: "Publish it again.")
                }
                tags.append(tag)
            }
            try await hub.complete(file, at: completion, tags: tags)
        }
        if let url = ticket.verification { try await hub.verify(file, at: url) }
        report(PullProgress(file: file.path, received: file.bytes, total: file.bytes, phase: .done))
        return true
    }

    private func progress(_ file: UploadFile, from start: Int) -> @Sendable (Int) -> Void {
        let (report, origin) = (report, ContinuousClock.now)
        return { read in
            let seconds = (ContinuousClock.now - origin) / .seconds(1)
            report(
                PullProgress(
                    file: file.path, received: start + read, total: file.bytes,
                    rate: seconds > 0.05 ? Double(read) / seconds : 0, phase: .uploading))
        }
    }

    /// A server may repeat what it was sent.
    private func redacted(_ error: CatalogueError) -> CatalogueError {
        guard let token = settings.token else { return error }
        var error = error
        error.message = error.message.replacingScalars(token, with: "…")
        error.cause = error.cause?.replacingScalars(token, with: "…")
        error.remedy = error.remedy?.replacingScalars(token, with: "…")
        return error
    }
}
