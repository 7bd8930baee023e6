// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title Who may call what: a table, written once.
/// @notice A function that the table names may be called by its holders and by nobody else, the timelock included; every
/// other restricted function by the timelock alone. Nothing grants, revokes or replaces anything, so no vote can make an
/// owner: a vote replaces a module, never a right.
interface ICommonsAuthority is IAuthority {
    /// @notice A contract's right to call one function.
    /// @param target The contract called.
    /// @param selector The function called.
    /// @param holder Who may call it.
    struct Right {
        address target;
        bytes4 selector;
        address holder;
    }

    /// @notice A right was written into the table.
    /// @param target The contract called.
    /// @param selector The function called.
    /// @param holder Who may call it.
    event RightBound(address indexed target, bytes4 indexed selector, address indexed holder);
    /// @notice The table is complete, and the court is known.
    /// @param court The court.
    event AuthorityBound(address indexed court);

    /// @notice Only who deployed this may bind it.
    error NotDeployer(address caller);
    /// @notice The table is written once.
    error AlreadyBound();
    /// @notice A right names nothing, or there is no timelock or court.
    error AuthorityInvalid();

    /// @notice Writes the table and names the court; once, by who deployed this. Before, nobody may call anything.
    /// @param rights All rights.
    /// @param court The court.
    function bind(Right[] calldata rights, address court) external;

    /// @notice The court, for whoever must ask it.
    /// @return account Zero before `bind`.
    function court() external view returns (address account);

    /// @notice The timelock that executes what the chambers decide.
    /// @return account Its address.
    function timelock() external view returns (address account);

    /// @notice The whole table.
    /// @return rights In the order of `bind`.
    function table() external view returns (Right[] memory rights);
}
