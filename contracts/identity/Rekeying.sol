// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "./IIdentityRegistry.sol";

/// @notice The change of an identity's account: asked for with evidence, open to refusal for a time, then done.
library Rekeying {
    struct Pending {
        // slot 0: [0..159] account, [160..207] readyAt, [208..255] statedAt; slot 1: [0..63] signers
        address account;
        uint48 readyAt;
        uint48 statedAt;
        uint64 signers;
    }

    struct Context {
        mapping(uint256 identityId => Pending) pending;
        mapping(uint256 identityId => mapping(address account => bool)) refused;
    }

    /// @dev `blocked` tells that the request before can never be completed.
    function request(Context storage self, uint256 identityId, Pending memory next, bool blocked) internal {
        address before = self.pending[identityId].account;
        if (before != address(0) && !blocked) revert IIdentityRegistry.RekeyPending(identityId, before);
        // The evidence is public: without this, anyone could repeat what the account refused.
        if (self.refused[identityId][next.account]) revert IIdentityRegistry.RekeyRefused(identityId, next.account);
        self.pending[identityId] = next;
        emit IIdentityRegistry.RekeyRequested(identityId, next.account, next.readyAt);
    }

    function cancel(Context storage self, uint256 identityId) internal {
        address account = self.pending[identityId].account;
        if (account == address(0)) revert IIdentityRegistry.RekeyNotReady(identityId, 0);
        self.refused[identityId][account] = true;
        delete self.pending[identityId];
        emit IIdentityRegistry.RekeyCancelled(identityId, account);
    }

    function complete(Context storage self, uint256 identityId) internal returns (Pending memory pending) {
        pending = self.pending[identityId];
        if (pending.account == address(0) || pending.readyAt > block.timestamp) {
            revert IIdentityRegistry.RekeyNotReady(identityId, pending.readyAt);
        }
        delete self.pending[identityId];
    }
}
