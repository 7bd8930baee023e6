// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @notice The list of groups that verify, and the draw among them.
/// @dev A group keeps its place for ever, so that leaving and coming back moves nobody in the order of a draw.
library Verifiers {
    using Checkpoints for Checkpoints.Trace208;

    /// @notice A group that verifies.
    struct Verifier {
        uint48 enlistedAt; // Unix time since which it may be drawn, 0 while it may not
        uint48 firstSilence; // Unix time of the first silence that counts
        uint48 outUntil; // Unix time until which it is not drawn because of silences
        uint8 silences; // silences since the first
        // its place in the order of draws, counted from 1. While seven groups sit in the chamber, a group that does not
        // has none; it gets one when its own work is drawn for an audit while it sits.
        uint32 place;
    }

    /// @notice A group may be drawn from now on, and may earn with what it seals from now on.
    event Enlisted(uint256 indexed ownerId);
    /// @notice A group may not be drawn any more.
    event Delisted(uint256 indexed ownerId);

    /// @notice The group is enlisted already, or not at all.
    error EnlistingUnchanged(uint256 ownerId);

    /// @dev Seats of the chamber from which only its groups are drawn.
    uint256 private constant GROWN = 7;
    /// @dev Places that one draw looks at, at most.
    uint256 private constant VISITS = 256;

    struct Pool {
        uint32[] owners;
        Checkpoints.Trace208 counts;
        mapping(uint256 ownerId => Verifier) verifiers;
    }

    /// @dev A draw: by which seed, from the pool of which time, without whom, how many.
    struct Draw {
        IOperatorRegistry operators;
        IWorkLedger ledger;
        bytes32 seed;
        uint48 time;
        uint256 checkedId;
        uint256 most;
    }

    /// @dev Puts a group on the list, or takes it off.
    function set(Pool storage self, uint256 ownerId, bool isOn) internal {
        Verifier storage verifier = self.verifiers[ownerId];
        if ((verifier.enlistedAt != 0) == isOn) revert EnlistingUnchanged(ownerId);
        verifier.enlistedAt = isOn ? Time.timestamp() : 0;
        if (isOn) emit Enlisted(ownerId);
        else emit Delisted(ownerId);
    }

    /// @dev Gives a group its place in the order of draws. While the chamber verifies only its groups get one: a draw looks
    /// at few places, which newcomers by the hundred would fill.
    function addPlace(Pool storage self, IWorkLedger ledger, uint256 ownerId) internal {
        if (self.verifiers[ownerId].place != 0) return;
        bool grown = ledger.pastHeads(block.timestamp - 1) >= GROWN;
        if (grown && !ledger.isInChamber(bytes32(ownerId))) return;
        // Identities are numbered from 1 upwards, far below this.
        self.owners.push(uint32(ownerId));
        self.verifiers[ownerId].place = uint32(self.owners.length);
        self.counts.push(Time.timestamp(), uint208(self.owners.length));
    }

    /// @dev Tells whether a group was on the list from a time on.
    function isEnlistedSince(Pool storage self, uint256 ownerId, uint48 time) internal view returns (bool enlisted) {
        uint48 since = self.verifiers[ownerId].enlistedAt;
        return since != 0 && since <= time;
    }

    /// @dev Groups that had a place at a time.
    function countAt(Pool storage self, uint48 time) internal view returns (uint256 count) {
        return self.counts.upperLookupRecent(time);
    }

    /// @dev Draws groups without replacement.
    function draw(
        Pool storage self,
        Draw memory all,
        uint256[] memory seated
    ) internal view returns (uint256[] memory drawn) {
        uint256 length = countAt(self, all.time);
        uint256[] memory order = new uint256[](length);
        uint256[] memory chamber = new uint256[](all.most);
        drawn = new uint256[](all.most);
        (uint256 inChamber, uint256 grown, uint256 any) = (0, 0, 0);
        for (uint256 i = 0; i < length && i < VISITS; ++i) {
            uint256 ownerId = self.owners[_next(order, all.seed, i)];
            if (!_mayVerify(self, all, ownerId)) continue;
            bool isGrown = all.ledger.isInChamber(bytes32(ownerId));
            if (isGrown) ++grown;
            if (ownerId != all.checkedId && !_contains(seated, ownerId)) {
                if (isGrown && inChamber < all.most) chamber[inChamber++] = ownerId;
                if (any < all.most) drawn[any++] = ownerId;
            }
            if (inChamber == all.most && grown >= GROWN) return chamber;
        }
        if (grown >= GROWN) (drawn, any) = (chamber, inChamber);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(drawn, any)
        }
    }

    /// @dev Counts a silence; after too many the group is not drawn for a period.
    function strike(
        Pool storage self,
        uint256 ownerId,
        uint8 strikes,
        uint48 period
    ) internal returns (uint48 outUntil) {
        Verifier storage verifier = self.verifiers[ownerId];
        uint48 time = Time.timestamp();
        if (time >= verifier.firstSilence + period) (verifier.firstSilence, verifier.silences) = (time, 0);
        if (++verifier.silences < strikes) return 0;
        verifier.silences = 0;
        outUntil = time + period;
        verifier.outUntil = outUntil;
    }

    /// @dev Enlisted before the seed was known, and able to verify now.
    function _mayVerify(Pool storage self, Draw memory all, uint256 ownerId) private view returns (bool) {
        return
            isEnlistedSince(self, ownerId, all.time) &&
            self.verifiers[ownerId].outUntil <= Time.timestamp() &&
            all.operators.isActive(ownerId);
    }

    /// @dev The i-th place of a shuffle. The table holds a place and one where they were swapped, so that it need not be
    /// filled beforehand.
    function _next(uint256[] memory order, bytes32 seed, uint256 i) private pure returns (uint256 place) {
        uint256 chosen = i + (uint256(keccak256(abi.encode(seed, i))) % (order.length - i));
        place = order[chosen] == 0 ? chosen : order[chosen] - 1;
        order[chosen] = order[i] == 0 ? i + 1 : order[i];
    }

    function _contains(uint256[] memory list, uint256 sought) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == sought) return true;
        }
        return false;
    }
}
