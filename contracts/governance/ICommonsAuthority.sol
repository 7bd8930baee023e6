// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title ICommonsAuthority
/// @notice Who may call what is bound once, at birth; everything else restricted is the timelock's alone.
interface ICommonsAuthority is IAuthority {
    /// @notice One account may call one function of one contract.
    struct Right {
        address target;
        bytes4 selector;
        address holder;
    }

    /// @notice Binds all rights and the court, once; only the deployer.
    /// @param rights Who may call what beside the timelock.
    /// @param court The court.
    function bind(Right[] calldata rights, address court) external;

    /// @notice The court that domains ask and obey.
    /// @return The account.
    function court() external view returns (address);

    /// @notice Who may call everything restricted that no right names.
    /// @return The account.
    function timelock() external view returns (address);
}
