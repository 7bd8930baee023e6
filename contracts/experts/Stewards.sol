// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IExpertRegistry} from "./IExpertRegistry.sol";

/// @title Accounts that may replace the manifest of one expert.
/// @notice A set with at most eight members.
library Stewards {
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MOST = 8;

    /// @notice The stewards of one expert.
    struct Set {
        EnumerableSet.AddressSet accounts;
    }

    /// @notice Adds a steward.
    /// @param self The set.
    /// @param expertId The expert.
    /// @param account The steward.
    function add(Set storage self, uint256 expertId, address account) internal {
        if (account == address(0)) revert IExpertRegistry.AccountMissing();
        if (!self.accounts.add(account)) revert IExpertRegistry.StewardKnown(expertId, account);
        if (self.accounts.length() > MOST) revert IExpertRegistry.TooManyStewards(expertId, MOST);
        emit IExpertRegistry.StewardAdded(expertId, account);
    }

    /// @notice Takes a steward out.
    /// @param self The set.
    /// @param expertId The expert.
    /// @param account The steward.
    function remove(Set storage self, uint256 expertId, address account) internal {
        if (!self.accounts.remove(account)) revert IExpertRegistry.StewardUnknown(expertId, account);
        emit IExpertRegistry.StewardRemoved(expertId, account);
    }

    /// @notice Tells whether an account is in a set.
    /// @param self The set.
    /// @param account The account.
    /// @return inside True when it is.
    function has(Set storage self, address account) internal view returns (bool inside) {
        inside = self.accounts.contains(account);
    }

    /// @notice All accounts of a set.
    /// @param self The set.
    /// @return accounts At most eight.
    function all(Set storage self) internal view returns (address[] memory accounts) {
        accounts = self.accounts.values();
    }
}
