// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IConsentRegistry} from "./IConsentRegistry.sol";

/// @title ConsentChain
/// @notice The chain of hashes over all changes of consent, and where it stood when.
library ConsentChain {
    /// @dev `closing` holds a head once a later epoch has a change; the epoch of the newest change has none yet.
    struct Chain {
        bytes32 head;
        uint64 changes;
        uint64 epoch;
        mapping(bytes32 head => uint48) supersededAt;
        mapping(uint64 epoch => bytes32) closing;
    }

    /// @notice The head after one more change.
    /// @param head The head before.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed.
    /// @param code The tier, or 255 for a withdrawal.
    /// @return next The head after it.
    function link(bytes32 head, bytes32 deposit, address depositor, uint8 code) internal pure returns (bytes32 next) {
        return keccak256(abi.encode(head, deposit, depositor, code));
    }

    /// @notice Moves the chain to the head after one or more changes.
    /// @param chain The chain.
    /// @param head The new head.
    /// @param count Number of changes that led to it.
    /// @param epoch The present epoch.
    function moveTo(Chain storage chain, bytes32 head, uint256 count, uint64 epoch) internal {
        (bytes32 last, uint64 changes, uint64 lastEpoch) = (chain.head, chain.changes, chain.epoch);
        if (last != 0 && lastEpoch != epoch) {
            chain.closing[lastEpoch] = last;
            emit IConsentRegistry.EpochClosed(lastEpoch, last, changes);
        }
        chain.supersededAt[last] = uint48(block.timestamp);
        // A block holds far fewer than 2^64 changes, and the chain too.
        changes += uint64(count);
        (chain.head, chain.changes, chain.epoch) = (head, changes, epoch);
        emit IConsentRegistry.ConsentHeadMoved(head, changes);
    }

    /// @notice Tells whether a head is current or was so not long ago.
    /// @param chain The chain.
    /// @param known A head.
    /// @param maxAge How many seconds ago it may have been followed by another, at most.
    /// @return fresh False too for what was never a head.
    function isFresh(Chain storage chain, bytes32 known, uint48 maxAge) internal view returns (bool fresh) {
        if (known == chain.head) return true;
        uint256 since = chain.supersededAt[known];
        return since != 0 && block.timestamp - since <= maxAge;
    }

    /// @notice The head at the end of an epoch.
    /// @param chain The chain.
    /// @param asked The epoch.
    /// @param present The present epoch.
    /// @return closing 0 while the epoch runs, and when nothing changed in it.
    function rootOf(Chain storage chain, uint64 asked, uint64 present) internal view returns (bytes32 closing) {
        if (asked >= present) return 0;
        return asked == chain.epoch ? chain.head : chain.closing[asked];
    }
}
