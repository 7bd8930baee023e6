// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";
import {Schemes} from "./Schemes.sol";

/// @notice How fast the commons may grow, so that a few false attesters cannot outvote it before anyone looks.
/// Persons and institutions are counted apart; an attester's quarter counts both.
library Admissions {
    uint256 private constant WHOLE = 10_000;
    uint256 private constant WEEK = 7 days;
    uint256 private constant QUARTER = 90 days;
    /// @dev Beyond these many attesters two more than the quorum stand for all.
    uint256 private constant FEW = 5;

    struct Tally {
        // slot 0: [0..31] enrolled, [32..63] week, [64..95] inWeek
        uint32 enrolled;
        uint32 week;
        uint32 inWeek;
    }

    struct Context {
        mapping(uint8 kind => Tally) tallies;
        // seats that each slot attested in a quarter of a year within its quota
        mapping(address scheme => mapping(uint256 quarter => uint32[64])) attested;
    }

    /// @dev `seats` is the present size of the commons. Founders come at once and are told apart.
    function admit(
        Context storage self,
        IIdentityRegistry.Settings memory limits,
        uint8 kind,
        address scheme,
        uint64 signers,
        uint256 seats
    ) internal returns (bool founder) {
        Tally memory tally = self.tallies[kind];
        founder = tally.enrolled < limits.founders;
        ++tally.enrolled;
        if (!founder) {
            uint32 week = uint32(block.timestamp / WEEK);
            if (tally.week != week) (tally.week, tally.inWeek) = (week, 0);
            uint256 most = Math.max(1, (seats * limits.weeklyRate) / WHOLE);
            if (tally.inWeek >= most) revert IIdentityRegistry.WeekFull(most);
            ++tally.inWeek;
            _charge(self, scheme, signers, Math.max(limits.leastQuota, (seats * limits.attesterQuota) / WHOLE));
        }
        self.tallies[kind] = tally;
    }

    /// @dev A statement that many signed charges nobody: to forge it takes more than those who could forge a quorum.
    function _charge(Context storage self, address scheme, uint64 signers, uint256 quota) private {
        uint256 listed = Schemes.countOf(IPersonhoodVerifier(scheme).slots());
        uint256 wide = listed <= FEW ? listed : Math.min(listed, IPersonhoodVerifier(scheme).quorum() + 2);
        if (Schemes.countOf(signers) >= wide) return;
        uint32[64] storage attested = self.attested[scheme][block.timestamp / QUARTER];
        for (uint8 slot = 0; signers != 0; ++slot) {
            uint64 bit = uint64(1) << slot;
            if (signers & bit == 0) continue;
            signers ^= bit;
            if (attested[slot] >= quota) revert IIdentityRegistry.QuotaSpent(slot, quota);
            ++attested[slot];
        }
    }
}
