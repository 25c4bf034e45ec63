/// Small helpers for scanning UTF-8: every mark that answers are found by is ASCII.
extension UInt8 {
    var isASCIISpace: Bool { self == 32 || (9...13).contains(self) }
    var isASCIIDigit: Bool { self &- 48 < 10 }
    var isASCIILetter: Bool { (self | 32) &- 97 < 26 }
}

extension ArraySlice<UInt8> {
    func trimmed() -> Self {
        let start = firstIndex { !$0.isASCIISpace } ?? endIndex
        let end = lastIndex { !$0.isASCIISpace }.map { $0 + 1 } ?? start
        return self[start..<end]
    }

    /// The longest suffix whose bytes all satisfy the condition.
    func suffix(_ condition: (UInt8) -> Bool) -> Self {
        self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }

    func starts(with text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { index + $0.count <= endIndex && self[index..<index + $0.count].elementsEqual($0) }
    }
}
