import Crypto
import ForgeCore
import Foundation

/// What a stand-in of the Hub holds, and how it answers.
struct HubContents: Sendable {
    struct File: Sendable {
        var content: Data
        var isLarge: Bool

        /// Under which the Hub knows it.
        var name: String { isLarge ? Digest.sha256(content) : HubContents.blob(content) }
    }

    struct Repository: Sendable {
        var isPrivate: Bool
        var files: [String: File] = [:]
        var commits: [String] = []

        var head: String { commits.last ?? String(repeating: "0", count: 40) }
    }

    var address = ""
    var repositories: [String: Repository] = [:]
    /// Large files by SHA-256, and their parts before they are put together.
    var objects: [String: Data] = [:]
    var parts: [String: [Int: Data]] = [:]
    var seen: [HubStandIn.Seen] = []
    var faults: [HubStandIn.Fault] = []

    static func blob(_ content: Data) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: Data("blob \(content.count)\0".utf8))
        hash.update(data: content)
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    mutating func answer(_ call: HubCall, partBytes: Int) -> HubReply {
        if call.path.hasPrefix("/storage/") { return store(call) }
        // Its address is signed, as those of storage are.
        if call.method == "POST", call.path.hasSuffix(".git/info/lfs/complete") { return complete(call.json) }
        guard call.authorization == "Bearer \(HubStandIn.token)" else {
            return .error(401, "Invalid credentials: \(call.authorization ?? "none")")
        }
        let path = call.path.split(separator: "/").map(String.init)
        switch (call.method, path.first ?? "") {
        case ("POST", "api") where path == ["api", "repos", "create"]: return create(call.json)
        case ("POST", "api") where path == ["api", "validate-yaml"]: return .json(["errors": [], "warnings": []])
        case (_, "api") where path.count >= 4 && path[1] == "models":
            return repository(call, name: "\(path[2])/\(path[3])", rest: Array(path[4...]))
        case (_, _) where path.count > 2 && path[1].hasSuffix(".git"):
            return largeFiles(call, name: "\(path[0])/\(path[1].dropLast(4))", Array(path[2...]), partBytes: partBytes)
        case ("GET", _), ("HEAD", _):
            guard path.count > 4, path[2] == "resolve" else { return .error(404, "Not found") }
            return resolve("\(path[0])/\(path[1])", path[4...].joined(separator: "/"))
        default: return .error(404, "Not found")
        }
    }

    // MARK: Repositories

    private mutating func create(_ body: JSONValue) -> HubReply {
        guard let owner = body["organization"]?.string, let name = body["name"]?.string else {
            return .error(400, "name is missing")
        }
        let full = "\(owner)/\(name)"
        guard repositories[full] == nil else { return .error(409, "You already created this model repo") }
        repositories[full] = Repository(
            isPrivate: body["private"]?.bool ?? (body["visibility"]?.string == "private"))
        return .json(["url": .string("\(address)/\(full)"), "name": .string(full), "id": .string(full)])
    }

    private mutating func repository(_ call: HubCall, name: String, rest: [String]) -> HubReply {
        guard let found = repositories[name] else {
            return .error(404, "Repository not found", code: "RepoNotFound")
        }
        switch (call.method, rest.first) {
        case ("GET", nil), ("GET", "revision"): return description(found, name)
        case ("POST", "preupload"): return modes(found, call.json)
        case ("POST", "commit"): return commit(call.body, to: name)
        default: return .error(404, "Not found")
        }
    }

    private func description(_ repository: Repository, _ name: String) -> HubReply {
        .json([
            "id": .string(name), "modelId": .string(name), "private": .bool(repository.isPrivate),
            "sha": .string(repository.head), "tags": [], "downloads": 0, "likes": 0,
            "siblings": .array(repository.files.keys.sorted().map { ["rfilename": .string($0)] }),
        ])
    }

    private func modes(_ repository: Repository, _ body: JSONValue) -> HubReply {
        let files = (body["files"]?.array ?? []).map { file -> JSONValue in
            let path = file["path"]?.string ?? ""
            let sample = file["sample"]?.string.flatMap { Data(base64Encoded: $0) } ?? Data()
            let isLarge =
                [".gguf", ".safetensors", ".bin"].contains { path.hasSuffix($0) } || sample.contains(0)
                || (file["size"]?.int ?? 0) > 10 << 20
            return [
                "path": .string(path), "uploadMode": isLarge ? "lfs" : "regular",
                "shouldIgnore": .bool(path.hasSuffix(".ignored")),
                "oid": repository.files[path].map { .string($0.name) } ?? .null,
            ]
        }
        return .json(["files": .array(files)])
    }

    private mutating func commit(_ body: Data, to name: String) -> HubReply {
        let lines = body.split(separator: UInt8(ascii: "\n")).map {
            (try? JSON.decode(JSONValue.self, from: Data($0))) ?? .null
        }
        guard lines.first?["key"]?.string == "header", let summary = lines[0]["value"]?["summary"]?.string,
            !summary.isEmpty
        else { return .error(400, "the first line is no header") }
        var files: [String: File] = [:]
        for line in lines.dropFirst() {
            guard let value = line["value"], let path = value["path"]?.string else { return .error(400, "bad line") }
            if line["key"]?.string == "lfsFile" {
                guard let oid = value["oid"]?.string, let content = objects[oid], content.count == value["size"]?.int
                else {
                    return .error(400, "LFS pointer pointed to a file that does not exist: \(path)")
                }
                files[path] = File(content: content, isLarge: true)
            } else {
                guard value["encoding"]?.string == "base64",
                    let content = value["content"]?.string.flatMap({ Data(base64Encoded: $0) })
                else { return .error(400, "bad content of \(path)") }
                files[path] = File(content: content, isLarge: false)
            }
        }
        repositories[name]?.files.merge(files) { $1 }
        let commit = Self.blob(body)
        repositories[name]?.commits.append(commit)
        return .json([
            "success": true, "commitOid": .string(commit), "commitUrl": .string("\(address)/\(name)/commit/\(commit)"),
            "hookOutput": "",
        ])
    }

    private func resolve(_ name: String, _ path: String) -> HubReply {
        guard let repository = repositories[name], let file = repository.files[path] else {
            return .error(404, "Entry not found", code: "EntryNotFound")
        }
        return HubReply(
            body: file.content,
            headers: [
                "ETag": "\"\(file.name)\"", "X-Repo-Commit": repository.head,
                "X-Linked-Size": String(file.content.count), "X-Linked-ETag": "\"\(file.name)\"",
            ])
    }

    // MARK: Large files

    private mutating func largeFiles(_ call: HubCall, name: String, _ rest: [String], partBytes: Int) -> HubReply {
        guard call.method == "POST", repositories[name] != nil, rest.count > 2, rest[0] == "info", rest[1] == "lfs"
        else {
            return .error(404, "Not found")
        }
        switch rest[2] {
        case "objects": return tickets(call.json, name: name, partBytes: partBytes)
        case "verify":
            let isThere = call.json["oid"]?.string.flatMap { objects[$0]?.count } == call.json["size"]?.int
            return isThere ? .json([:]) : .error(404, "the object has not arrived")
        default: return .error(404, "Not found")
        }
    }

    private func tickets(_ body: JSONValue, name: String, partBytes: Int) -> HubReply {
        let base = "\(address)/\(name).git/info/lfs"
        let objects = (body["objects"]?.array ?? []).map { object -> JSONValue in
            let oid = object["oid"]?.string ?? "", size = object["size"]?.int ?? 0
            guard self.objects[oid] == nil else { return ["oid": .string(oid), "size": .integer(size)] }
            let verify: JSONValue = ["href": .string("\(base)/verify"), "header": [:]]
            var upload: JSONValue = ["href": .string("\(address)/storage/\(oid)?signature=secret"), "header": [:]]
            if size > partBytes {
                let count = (size + partBytes - 1) / partBytes
                var header: [String: JSONValue] = ["chunk_size": .string(String(partBytes))]
                for part in 1...count {
                    let number = String(repeating: "0", count: max(0, 5 - String(part).count)) + String(part)
                    header[number] = .string("\(address)/storage/\(oid)/\(part)?signature=secret")
                }
                upload = ["href": .string("\(base)/complete"), "header": .object(header)]
            }
            return [
                "oid": .string(oid), "size": .integer(size), "actions": ["upload": upload, "verify": verify],
            ]
        }
        return .json(["transfer": "basic", "objects": .array(objects)])
    }

    private mutating func store(_ call: HubCall) -> HubReply {
        // A storage host takes a signature or a token, never both.
        guard call.method == "PUT", call.query == "signature=secret", call.authorization == nil else {
            return .error(403, "Access denied")
        }
        let path = call.path.split(separator: "/").map(String.init)
        let tag = "\"\(Self.blob(call.body))\""
        if path.count == 3, let part = Int(path[2]) {
            parts[path[1], default: [:]][part] = call.body
        } else if Digest.sha256(call.body) == path[1] {
            objects[path[1]] = call.body
        } else {
            return .error(400, "the content has another hash")
        }
        return HubReply(headers: ["ETag": tag])
    }

    private mutating func complete(_ body: JSONValue) -> HubReply {
        guard let oid = body["oid"]?.string, let wanted = body["parts"]?.array, let stored = parts[oid],
            wanted.count == stored.count
        else { return .error(400, "parts are missing") }
        var content = Data()
        for (index, part) in wanted.enumerated() {
            guard part["partNumber"]?.int == index + 1, let data = stored[index + 1],
                part["etag"]?.string == "\"\(Self.blob(data))\""
            else { return .error(400, "part \(index + 1) is another") }
            content.append(data)
        }
        guard Digest.sha256(content) == oid else { return .error(400, "the content has another hash") }
        objects[oid] = content
        parts[oid] = nil
        return .json(["success": true])
    }
}
