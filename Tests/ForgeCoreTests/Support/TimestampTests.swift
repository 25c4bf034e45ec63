import ForgeCore
import Foundation
import Testing

@Suite struct `Timestamps` {
    @Test func `Every millisecond of a second reads back as the same date`() {
        for millisecond in 0..<1000 {
            let date = Date(timeIntervalSince1970: Double(1_795_444_740_000 + millisecond) / 1000)
            #expect(Timestamp.date(of: Timestamp.text(of: date)) == date)
        }
    }

    @Test func `A date is written in UTC with three digits of a second`() {
        #expect(Timestamp.text(of: Date(timeIntervalSince1970: 1_700_000_000.123)) == "2023-11-14T22:13:20.123Z")
        #expect(Timestamp.text(of: Date(timeIntervalSince1970: 1_700_000_000.9996)) == "2023-11-14T22:13:21.000Z")
    }
}
