// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Places for live proposals, and the line before them.
/// @notice A place is free again when its time is over; nobody has to say so. The line is short, so that a look at it is
/// bounded: when it is full the weakest leaves it.
library Places {
    uint8 internal constant PEOPLE = 0;
    uint8 internal constant OPERATORS = 1;
    uint8 internal constant RESERVED = 2;
    uint8 internal constant COURT = 3;
    uint256 internal constant MOST = 50;
    uint256 private constant PER_WORD = 6;
    uint256 private constant WAITING = 12;
    uint256 private constant END_BITS = 40;
    uint256 private constant END = (1 << END_BITS) - 1;
    /// @dev Above the ends of word 0 stands how many wait, so that a proposal reads one slot where nobody does.
    uint256 private constant COUNT_SHIFT = 240;

    /// @dev slot 0: [0..95] the draft, [96..135] last second in which it waits, [136..175] since when, [176..183] sponsors.
    struct Entry {
        uint96 key;
        uint40 until;
        uint40 since;
        uint8 sponsors;
    }

    /// @dev words: ends of six places each. word 0: [240..255] number of entries.
    struct Quota {
        mapping(uint256 word => uint256 ends) words;
        mapping(uint256 index => Entry entry) line;
    }

    /// @dev Takes the first free place until `end`; false when there is none.
    function take(Quota storage quota, uint256 limit, uint256 end) internal returns (bool) {
        for (uint256 i = 0; i < limit; ++i) {
            if (_endAt(quota, i) >= block.timestamp) continue;
            _setEnd(quota, i, end);
            return true;
        }
        return false;
    }

    /// @dev Takes a free place; while ranks count, only if fewer go first than places are free.
    function takeInTurn(
        Quota storage quota,
        Entry memory entry,
        uint256 limit,
        uint256 end,
        bool ranked
    ) internal returns (bool taken, uint256 first) {
        if (ranked && waiting(quota) != 0) {
            first = better(quota, entry);
            if (first >= free(quota, limit)) return (false, first);
        }
        return (take(quota, limit, end), first);
    }

    /// @dev Frees a place that was taken until `end`.
    function leave(Quota storage quota, uint256 end) internal {
        for (uint256 i = 0; i < MOST; ++i) {
            if (_endAt(quota, i) == end) return _setEnd(quota, i, 0);
        }
    }

    /// @dev Where places are taken or others wait, enters the line or moves up in it; false when it is full of better ones.
    function waitIfFull(Quota storage quota, Entry memory entry, uint256 limit) internal returns (bool) {
        uint256 number = waiting(quota);
        if (number == 0 && free(quota, limit) != 0) return false;
        uint256 at = number;
        for (uint256 i = 0; i < number; ++i) {
            Entry storage other = quota.line[i];
            if (other.key == entry.key) {
                other.sponsors = entry.sponsors;
                return true;
            }
            if (other.until < block.timestamp) at = i;
        }
        if (at == WAITING) {
            at = _weakest(quota);
            if (!_isBefore(entry, quota.line[at])) return false;
        }
        quota.line[at] = entry;
        if (at == number) _setWaiting(quota, number + 1);
        return true;
    }

    /// @dev Leaves the line; the last takes its number.
    function stopWaiting(Quota storage quota, uint96 key) internal {
        uint256 number = waiting(quota);
        for (uint256 i = 0; i < number; ++i) {
            if (quota.line[i].key != key) continue;
            quota.line[i] = quota.line[number - 1];
            return _setWaiting(quota, number - 1);
        }
    }

    /// @dev How many in the line go first.
    function better(Quota storage quota, Entry memory entry) internal view returns (uint256 count) {
        uint256 number = waiting(quota);
        for (uint256 i = 0; i < number; ++i) {
            Entry memory other = quota.line[i];
            if (other.key == entry.key) entry.since = other.since;
        }
        for (uint256 i = 0; i < number; ++i) {
            Entry memory other = quota.line[i];
            if (other.key == entry.key || other.until < block.timestamp) continue;
            if (_isBefore(other, entry)) ++count;
        }
    }

    function free(Quota storage quota, uint256 limit) internal view returns (uint256 count) {
        for (uint256 i = 0; i < limit; ++i) {
            if (_endAt(quota, i) < block.timestamp) ++count;
        }
    }

    function waiting(Quota storage quota) internal view returns (uint256) {
        return quota.words[0] >> COUNT_SHIFT;
    }

    function _setWaiting(Quota storage quota, uint256 number) private {
        quota.words[0] = (quota.words[0] & ((1 << COUNT_SHIFT) - 1)) | (number << COUNT_SHIFT);
    }

    function _setEnd(Quota storage quota, uint256 index, uint256 end) private {
        uint256 shift = (index % PER_WORD) * END_BITS;
        uint256 word = quota.words[index / PER_WORD];
        quota.words[index / PER_WORD] = (word & ~(END << shift)) | (end << shift);
    }

    function _endAt(Quota storage quota, uint256 index) private view returns (uint256) {
        return (quota.words[index / PER_WORD] >> ((index % PER_WORD) * END_BITS)) & END;
    }

    function _weakest(Quota storage quota) private view returns (uint256 index) {
        for (uint256 i = 1; i < WAITING; ++i) {
            if (_isBefore(quota.line[index], quota.line[i])) index = i;
        }
    }

    /// @dev More sponsors first, then the longer wait.
    function _isBefore(Entry memory one, Entry memory other) private pure returns (bool) {
        if (one.sponsors != other.sponsors) return one.sponsors > other.sponsors;
        return one.since < other.since;
    }
}
