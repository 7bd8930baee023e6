// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IExpertRegistry} from "./IExpertRegistry.sol";

/// @title A wallet's own word that it serves an agent.
/// @notice Typed data and deadline are those of the registries that ERC-8004's authors deployed, so that the same tools
/// sign for both.
library AgentWallets {
    string internal constant DOMAIN = "ERC8004IdentityRegistry";
    string internal constant VERSION = "1";
    bytes32 private constant WALLET_SET = keccak256(
        "AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)"
    );
    uint256 private constant LONGEST = 5 minutes;

    /// @notice Refuses a wallet that did not sign, or a signature that holds no longer or for too long.
    /// @param agentId The agent.
    /// @param wallet The wallet.
    /// @param deadline Unix time up to which the signature holds.
    /// @param digest What was signed.
    /// @param signature The wallet's.
    function check(
        uint256 agentId,
        address wallet,
        uint256 deadline,
        bytes32 digest,
        bytes calldata signature
    ) internal view {
        if (wallet == address(0)) revert IExpertRegistry.AccountMissing();
        if (deadline < block.timestamp) revert IExpertRegistry.WalletDeadlinePassed(deadline);
        uint256 latest = block.timestamp + LONGEST;
        if (deadline > latest) revert IExpertRegistry.WalletDeadlineTooFar(deadline, latest);
        if (!SignatureChecker.isValidSignatureNowCalldata(wallet, digest, signature)) {
            revert IExpertRegistry.WalletSignatureInvalid(agentId, wallet);
        }
    }

    /// @notice Hash of the struct that a wallet signs.
    /// @param agentId The agent.
    /// @param wallet The wallet.
    /// @param owner The agent's account.
    /// @param deadline Unix time up to which the signature holds.
    /// @return content The hash.
    function hash(
        uint256 agentId,
        address wallet,
        address owner,
        uint256 deadline
    ) internal pure returns (bytes32 content) {
        content = keccak256(abi.encode(WALLET_SET, agentId, wallet, owner, deadline));
    }
}
