// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title Who may call what: a table, written once.
/// @notice A function that the table names may be called by its holders and by nobody else, the timelock included; every
/// other restricted function by the timelock alone. Nothing grants, revokes or replaces anything, so no vote can make an
/// owner: a vote replaces a module, never a right.
interface ICommonsAuthority is IAuthority {
    /// @notice A contract's right to call one function.
    struct Right {
        address target;
        bytes4 selector;
        address holder; // who may call it
    }

    /// @notice A right was written into the table.
    event RightBound(address indexed target, bytes4 indexed selector, address indexed holder);
    /// @notice The table is complete, and the court is known.
    event AuthorityBound(address indexed court);

    /// @notice Only who deployed this may bind it.
    error NotDeployer(address caller);
    /// @notice The table is written once.
    error AlreadyBound();
    /// @notice A right names nothing, or there is no timelock or court.
    error AuthorityInvalid();

    /// @notice Writes the table and names the court; once, by who deployed this. Before, nobody may call anything.
    function bind(Right[] calldata rights, address court) external;
    /// @notice The court, for whoever must ask it; zero before `bind`.
    function court() external view returns (address account);
    /// @notice The timelock that executes what the chambers decide.
    function timelock() external view returns (address account);
    /// @notice The whole table, in the order of `bind`.
    function table() external view returns (Right[] memory rights);
}
