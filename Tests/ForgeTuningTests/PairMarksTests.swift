import ForgeCore
import ForgeTraining
import Foundation
import Testing

@testable import ForgeTuning

@Suite("Marks of bad pairs")
struct PairMarksTests {
    @Test func `a mark is kept with its reason, given anew and taken away`() throws {
        let marks = PairMarks(home: try TrainingFixture().home)
        #expect(try marks.all().isEmpty)
        try marks.set("00112233445566aa", isBad: true, note: "both are wrong")
        try marks.set("00112233445566bb", isBad: true)
        try marks.set("00112233445566aa", isBad: true, note: "cut off")
        #expect(try marks.all().map(\.id) == ["00112233445566aa", "00112233445566bb"])
        #expect(try marks.all().first?.note == "cut off")
        try marks.set("00112233445566aa", isBad: false)
        try marks.set("00112233445566aa", isBad: false)
        #expect(try marks.ids() == ["00112233445566bb"])
    }

    @Test(arguments: ["", "x", "00112233445566AA", "00112233445566a", "../../etc/passwd"])
    func `what is no hash is refused`(_ id: String) throws {
        let marks = PairMarks(home: try TrainingFixture().home)
        let error = #expect(throws: TuningError.self) { try marks.set(id, isBad: true) }
        #expect(error?.code == "pairs.id" && error?.remedy != nil)
    }

    @Test func `a broken file is an error, not an empty list`() throws {
        let fixture = try TrainingFixture()
        try Data("{".utf8).write(to: fixture.home.pairs.appending(path: "marks.json"))
        let error = #expect(throws: TuningError.self) { try PairMarks(home: fixture.home).ids() }
        #expect(error?.code == "pairs.marks")
    }

    @Test func `many at the same time lose none`() async throws {
        let fixture = try TrainingFixture()
        let ids = (0..<40).map { String(format: "%016x", $0) }
        await withTaskGroup(of: Void.self) { group in
            for id in ids {
                group.addTask { _ = try? PairMarks(home: fixture.home).set(id, isBad: true) }
            }
        }
        #expect(try PairMarks(home: fixture.home).all().map(\.id) == ids)
    }
}
