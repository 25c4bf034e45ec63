import ForgeCore
import ForgeTesting
import Foundation
import GRDB
import Testing

@testable import ForgeStore

@Suite struct `Claims` {
    private static let own = Int(ProcessInfo.processInfo.processIdentifier)
    /// This process; process 1, which always runs; a number that no process has.
    private let mine = RunOwner(host: "here", pid: own, token: "mine")
    private let living = RunOwner(host: "here", pid: 1, token: "living")
    private let dead = RunOwner(host: "here", pid: 0x3FFF_FFFF, token: "dead")
    private let remote = RunOwner(host: "elsewhere", pid: 0x3FFF_FFFF, token: "remote")

    @Test(arguments: StoreKind.allCases)
    func `A claim keeps others out, also on another connection, until it is released`(kind: StoreKind) async throws {
        let (one, two) = try await kind.makePair()
        let id = try await StoredFixture().store(in: one).id
        for holder in [living, remote] {
            try await one.claim(id, by: holder)
            await expectError("store.claimed", mentioning: [holder.host, String(holder.pid)]) {
                try await two.claim(id, by: mine)
            }
            try await one.claim(id, by: holder)
            try await two.heartbeat(id, by: holder)
            try await one.release(id, by: holder)
        }
        try await two.claim(id, by: mine)
    }

    @Test(arguments: StoreKind.allCases)
    func `A holder that died on this host makes way, and learns of it`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let id = try await StoredFixture().store(in: store).id
        try await store.claim(id, by: dead)
        try await store.claim(id, by: mine)
        await expectError("store.claim-lost", mentioning: ["here"]) { try await store.heartbeat(id, by: dead) }
        try await store.release(id, by: dead)
        try await store.heartbeat(id, by: mine)
    }

    @Test(arguments: StoreKind.allCases)
    func `A predecessor with the same recycled pid counts as dead`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let id = try await StoredFixture().store(in: store).id
        try await store.claim(id, by: RunOwner(host: "here", pid: Self.own, token: "before the restart"))
        try await store.claim(id, by: mine)
        try await store.heartbeat(id, by: mine)
    }

    @Test(arguments: StoreKind.allCases)
    func `A heartbeat needs a claim`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let id = try await StoredFixture().store(in: store).id
        await expectError("store.claim-lost") { try await store.heartbeat(id, by: mine) }
        try await store.release(id, by: mine)
    }

    @Test(arguments: StoreKind.allCases)
    func `Of many that claim at the same time one wins`(kind: StoreKind) async throws {
        let (one, two) = try await kind.makePair()
        let id = try await StoredFixture().store(in: one).id
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let owner = RunOwner(host: "host \(number)", pid: 1, token: "\(number)")
                    return (try? await (number.isMultiple(of: 2) ? one : two).claim(id, by: owner)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    /// A sign of life from an hour ahead: the clock was set back since.
    @Test func `A clock that was set back frees what the dead hold and nothing else`() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(at: folder.file("forge.sqlite"), keeping: folder)
        let id = try await StoredFixture().store(in: store).id
        for (holder, isFree) in [(living, false), (dead, true), (remote, true)] {
            try await store.claim(id, by: holder)
            try await store.write {
                try $0.execute(sql: "UPDATE claims SET heartbeat_at = heartbeat_at + 3600000")
            }
            if isFree {
                try await store.claim(id, by: mine)
                try await store.release(id, by: mine)
            } else {
                await expectError("store.claimed") { try await store.claim(id, by: mine) }
                // Its next sign of life is of the new time.
                try await store.heartbeat(id, by: holder)
                await expectError("store.claimed") { try await store.claim(id, by: mine) }
                try await store.release(id, by: holder)
            }
        }
    }
}
